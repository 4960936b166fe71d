#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    use std::fs;

    let text = fs::read_to_string("Cargo.toml").unwrap_or_default();
    println!("{}", text.len());
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut options = std::fs::OpenOptions::new();
    options.append(true);
    let file = options.open("log");
    println!("{}", file.is_ok());
}

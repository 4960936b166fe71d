#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
}

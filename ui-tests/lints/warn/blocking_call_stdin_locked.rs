#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    use std::io::{self, BufRead};

    let mut input = io::stdin().lock();
    let mut line = String::new();
    input.read_line(&mut line).unwrap();
}

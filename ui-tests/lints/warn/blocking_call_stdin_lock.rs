#![deny(deprecated)]

use goroutines::prelude::*;
use std::io::BufRead;

#[goroutine]
fn main() {
    let stdin = std::io::stdin();
    for line in stdin.lock().lines() {
        println!("{line:?}");
    }
}

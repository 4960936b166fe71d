#![deny(unused_must_use)]

use goroutines::prelude::*;

fn count(file: &str) -> std::io::Result<usize> {
    Ok(goroutines::fs::read_to_string(file)?.len())
}

#[goroutine]
fn main() {
    let handle = go!(count("a.txt"));
    match handle.join().unwrap() {
        Ok(n) => println!("{n}"),
        Err(error) => println!("no number: {error}"),
    }
    // If it fails, it fails.
    let _ = go!(count("b.txt"));
}

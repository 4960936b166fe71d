#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::block_on;

async fn fetch(name: &'static str) -> usize {
    name.len()
}

fn main() {
    let length = go!(|| block_on(fetch("name")));
    let twice = go!(|| block_on(async { 2 * fetch("name").await }));
    println!("{} {}", length.join().unwrap(), twice.join().unwrap());
}

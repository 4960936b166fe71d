#![deny(unused_must_use)]

use goroutines::prelude::*;

async fn fetch(name: &'static str) -> usize {
    name.len()
}

#[goroutine]
fn main() {
    go!(fetch("a"));
    go!(|| fetch("b"));
}

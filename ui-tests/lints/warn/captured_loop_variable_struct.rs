#![deny(deprecated)]

use goroutines::prelude::*;
struct Job {
    id: u32,
    #[allow(dead_code)]
    size: u32,
}

#[goroutine]
fn main() {
    for Job { id, .. } in [Job { id: 1, size: 10 }] {
        go!(|| println!("{id}"));
    }
}

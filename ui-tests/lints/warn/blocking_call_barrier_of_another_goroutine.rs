#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    use std::sync::{Arc, Barrier};

    let barrier = Arc::new(Barrier::new(2));
    go!(|barrier = barrier.clone()| {
        barrier.wait();
    });
}

#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Arc;

#[goroutine]
fn main() {
    let barrier = Arc::new(std::sync::Barrier::new(2));
    let other = Arc::clone(&barrier);
    std::thread::spawn(move || other.wait());
    barrier.wait();
}

#![deny(deprecated)]

use goroutines::prelude::*;
// The built-in `test` would leave the functions out of a program.
use goroutines::goroutine as test;
use std::time::{Duration, Instant};

#[goroutine(bubble)]
#[test]
fn an_hour_passes() {
    let start = Instant::now();
    goroutines::time::sleep(Duration::from_secs(3600));
    assert!(start.elapsed() >= Duration::from_secs(3600));
}

fn main() {}

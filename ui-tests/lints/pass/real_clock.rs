//! The clock of both worlds, and the system's where there is no bubble.

#![deny(deprecated)]

use goroutines::prelude::*;
// The built-in `test` would leave the functions out of a program.
use goroutines::goroutine as test;
use goroutines::time;
use std::time::{Duration, Instant};

#[goroutine(bubble)]
#[test]
fn an_hour_passes() {
    let start = time::now();
    time::sleep(Duration::from_secs(3600));
    assert_eq!(time::now() - start, Duration::from_secs(3600));
}

#[goroutine(bubble, allow(real_clock))]
#[test]
fn it_is_quick() {
    let start = Instant::now();
    time::sleep(Duration::from_secs(3600));
    assert!(start.elapsed() < Duration::from_secs(3600));
}

#[goroutine]
#[test]
fn outside() {
    let _ = Instant::now();
}

/// The bubble fails by itself if this fails.
#[goroutine(bubble)]
#[test]
fn nobody_joins() {
    go! {
        assert_eq!(1 + 1, 2);
    };
}

fn main() {
    an_hour_passes();
    it_is_quick();
    outside();
    nobody_joins();
}

//! A mutex that many want.

use super::Metrics;
use super::trial::per_operation;
use goroutines::prelude::*;
use goroutines::sync::Mutex;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(super) fn mutex(budget: Duration) -> Metrics {
    per_operation(budget, 8.0, eight_increment)
}

/// Each of eight goroutines adds one that often.
#[goroutine]
fn eight_increment(times: u64) -> Duration {
    let total = Arc::new(Mutex::new(0));
    let wg = WaitGroup::new();
    let start = Instant::now();
    for _ in 0..8 {
        wg.add(1);
        go!(|total = Arc::clone(&total), wg = wg.clone(), times| {
            for _ in 0..times {
                *total.lock() += 1;
            }
            wg.done();
        });
    }
    wg.wait();
    let elapsed = start.elapsed();
    assert_eq!(*total.lock(), 8 * times);
    elapsed
}

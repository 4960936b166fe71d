//! Programs for the tests of slices that last too long. On one worker.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::{metrics, set_stall_limit};
use goroutines::time::sleep;
use goroutines::yield_now;
use goroutines_tests::ms;
use std::env;
use std::time::{Duration, Instant};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("by-function") => {
            assert_eq!(set_stall_limit(ms(50)), Duration::from_secs(1));
            keep_the_worker();
        }
        Some("waits-first") => keep_the_worker(),
        Some("counted") => count(),
        other => panic!("no scenario {other:?}"),
    }
    println!("done");
}

/// An ordinary function: its loop has no checkpoints.
fn compute(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

fn keep_the_worker() {
    go! {
        sleep(ms(5));
        compute(ms(300));
    }
    yield_now();
    sleep(ms(20)); // over while the other computes
}

fn count() {
    let before = metrics();
    for _ in 0..3 {
        compute(ms(100));
        yield_now();
    }
    let now = metrics();
    let long = now.long_slices - before.long_slices;
    assert!((1..=4).contains(&long), "{long}");
    // Goroutines that are woken and have to wait for their turn, until enough of them were samples.
    let (tx, rx) = chan::<u32>(1);
    let echo = go!(|| rx.iter().count());
    while metrics().latency.count() < before.latency.count() + 5 {
        tx.send(1).unwrap();
        compute(ms(1));
        yield_now();
    }
    drop(tx);
    echo.join().unwrap();
    let latency = metrics().latency;
    assert!(latency.quantile(1.0) >= ms(1), "one waited while a millisecond was computed: {latency:?}");
    assert_eq!(latency.buckets().map(|(_, count)| count).sum::<u64>(), latency.count());
}

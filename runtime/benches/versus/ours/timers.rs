//! Timers: sleepers woken one after the other, and timers that nobody waits for.

use super::Metrics;
use crate::resources::processor_time;
use crate::stopwatch::quantile;
use goroutines::prelude::*;
use goroutines::time::{after, sleep};
use std::time::{Duration, Instant};

const SLEEPERS: u64 = 1_000;
const PENDING: usize = 1_000_000;

#[goroutine]
pub(super) fn a_millisecond_apart(_: Duration) -> Metrics {
    let used = processor_time();
    let start = Instant::now();
    let (tx, rx) = chan(SLEEPERS as usize);
    for number in 1..=SLEEPERS {
        go!(|tx = tx.clone(), number| {
            let deadline = start + Duration::from_millis(number);
            sleep(deadline - Instant::now());
            let late = deadline.elapsed().as_secs_f64() * 1e6;
            tx.send(late).expect("there is room");
        });
    }
    drop(tx);
    let mut late: Vec<f64> = rx.iter().collect();
    let used = processor_time() - used;
    vec![
        ("cpu", used.as_secs_f64() * 1e6 / SLEEPERS as f64),
        ("late", quantile(&mut late, 0.5)),
        ("late99", quantile(&mut late, 0.99)),
    ]
}

#[goroutine]
pub(super) fn pending(_: Duration) -> Metrics {
    let each = |total: Duration| total.as_secs_f64() * 1e9 / PENDING as f64;
    let mut timers = Vec::with_capacity(PENDING);
    let start = Instant::now();
    for number in 0..PENDING {
        timers.push(after(Duration::from_secs(3_600) + Duration::from_millis(number as u64 * 7_919 % 1_000_000)));
    }
    let making = start.elapsed();
    let start = Instant::now();
    drop(timers);
    vec![("make", each(making)), ("drop", each(start.elapsed()))]
}

//! Starting goroutines, ending them, and taking turns.

use super::Metrics;
use super::trial::per_operation;
use goroutines::prelude::*;
use goroutines::yield_now;
use std::time::{Duration, Instant};

pub(super) fn spawn_and_join(budget: Duration) -> Metrics {
    per_operation(budget, 1.0, one_after_the_other)
}

#[goroutine]
fn one_after_the_other(goroutines: u64) -> Duration {
    let start = Instant::now();
    for number in 0..goroutines {
        let handle = go!(|number| number);
        assert_eq!(handle.join().expect("it does not panic"), number);
    }
    start.elapsed()
}

pub(super) fn yield_in_turns(budget: Duration) -> Metrics {
    per_operation(budget, 4.0, four_yield)
}

/// Each of four goroutines yields that often.
#[goroutine]
fn four_yield(times: u64) -> Duration {
    let wg = WaitGroup::new();
    let start = Instant::now();
    for _ in 0..4 {
        wg.go(move || {
            for _ in 0..times {
                yield_now();
            }
        });
    }
    wg.wait();
    start.elapsed()
}

/// Once, from cold.
pub(super) fn skynet(_: Duration) -> Metrics {
    let (tx, rx) = chan(0);
    let start = Instant::now();
    go!(tree(tx, 0, 1_000_000));
    assert_eq!(rx.recv(), Ok(499_999_500_000));
    vec![("time", start.elapsed().as_secs_f64() * 1e3)]
}

/// Sends the sum of `size` numbers from `first` on: a leaf its own, every other goroutine that of its ten children.
#[goroutine]
fn tree(tx: Sender<u64>, first: u64, size: u64) {
    if size == 1 {
        tx.send(first).expect("the parent waits");
        return;
    }
    let (child, rx) = chan(0);
    for number in 0..10 {
        go!(tree(child.clone(), first + number * (size / 10), size / 10));
    }
    let sum = rx.iter().take(10).sum();
    tx.send(sum).expect("the parent waits");
}

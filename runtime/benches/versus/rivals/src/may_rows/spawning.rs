//! Starting coroutines, ending them, and taking turns.

use crate::Metrics;
use crate::stopwatch::per_operation;
use may::coroutine::{JoinHandle, yield_now};
use may::sync::mpsc;
use std::time::{Duration, Instant};

/// `go!` hides that starting a coroutine is unsafe: it must not use thread-locals, nor much of its small stack.
pub(super) fn start<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    may::go!(f)
}

pub(super) fn spawn_and_join(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, one_after_the_other))]
}

fn one_after_the_other(coroutines: u64) -> Duration {
    let begin = Instant::now();
    for number in 0..coroutines {
        let handle = start(move || number);
        assert_eq!(handle.join().expect("it does not panic"), number);
    }
    begin.elapsed()
}

pub(super) fn yield_in_turns(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, four_yield) / 4.0)]
}

/// Each of four coroutines yields that often.
fn four_yield(times: u64) -> Duration {
    let begin = Instant::now();
    let handles: Vec<_> = (0..4)
        .map(|_| {
            start(move || {
                for _ in 0..times {
                    yield_now();
                }
            })
        })
        .collect();
    for handle in handles {
        handle.join().expect("it does not panic");
    }
    begin.elapsed()
}

/// Once, from cold.
pub(super) fn skynet(_: Duration) -> Metrics {
    let (tx, rx) = mpsc::channel();
    let begin = Instant::now();
    start(move || tree(&tx, 0, 1_000_000));
    assert_eq!(rx.recv(), Ok(499_999_500_000));
    vec![("time", begin.elapsed().as_secs_f64() * 1e3)]
}

/// Sends the sum of `size` numbers from `first` on: a leaf its own, every other coroutine that of its ten children.
fn tree(tx: &mpsc::Sender<u64>, first: u64, size: u64) {
    if size == 1 {
        tx.send(first).expect("the parent waits");
        return;
    }
    let (child, rx) = mpsc::channel();
    for number in 0..10 {
        let child = child.clone();
        start(move || tree(&child, first + number * (size / 10), size / 10));
    }
    let sum = rx.iter().take(10).sum();
    tx.send(sum).expect("the parent waits");
}

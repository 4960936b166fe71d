//! What a checkpoint costs that is not taken: the same loop with it and without.

use super::Metrics;
use goroutines::goroutine;
use std::hint::black_box;
use std::time::{Duration, Instant};

const STEPS: u64 = 1_000_000;

/// The loops do nothing but store their counter, and no step waits for the one before: the cost of a checkpoint cannot
/// hide behind that of the loop. The least time of each loop counts: what else the machine does only makes them longer.
pub(super) fn not_taken(budget: Duration) -> Metrics {
    let start = Instant::now();
    let (mut with, mut without) = (Duration::MAX, Duration::MAX);
    while start.elapsed() < budget {
        with = with.min(time(with_checkpoints));
        without = without.min(time(without_checkpoints));
    }
    vec![("time", (with.as_secs_f64() - without.as_secs_f64()) * 1e9 / STEPS as f64)]
}

fn time(run: fn(u64)) -> Duration {
    let start = Instant::now();
    run(black_box(STEPS));
    start.elapsed()
}

#[goroutine]
#[inline(never)]
fn with_checkpoints(steps: u64) {
    for step in 0..steps {
        black_box(step);
    }
}

#[goroutine(checkpoints = false)]
#[inline(never)]
fn without_checkpoints(steps: u64) {
    for step in 0..steps {
        black_box(step);
    }
}

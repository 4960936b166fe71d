//! A mutex that many want.

use crate::Metrics;
use crate::may_rows::spawning::start;
use crate::stopwatch::per_operation;
use may::sync::Mutex;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(super) fn mutex(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, eight_increment) / 8.0)]
}

/// Each of eight coroutines adds one that often.
fn eight_increment(times: u64) -> Duration {
    let total = Arc::new(Mutex::new(0));
    let begin = Instant::now();
    let handles: Vec<_> = (0..8)
        .map(|_| {
            let total = Arc::clone(&total);
            start(move || {
                for _ in 0..times {
                    *total.lock().expect("nobody panics") += 1;
                }
            })
        })
        .collect();
    for handle in handles {
        handle.join().expect("it does not panic");
    }
    let elapsed = begin.elapsed();
    assert_eq!(*total.lock().expect("nobody panics"), 8 * times);
    elapsed
}

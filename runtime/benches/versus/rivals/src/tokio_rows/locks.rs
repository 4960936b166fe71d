//! A mutex that many want.

use crate::Metrics;
use crate::tokio_rows::per_operation;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

pub(super) async fn mutex(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, eight_increment).await / 8.0)]
}

/// Each of eight tasks adds one that often.
async fn eight_increment(times: u64) -> Duration {
    let total = Arc::new(Mutex::new(0));
    let start = Instant::now();
    let tasks = [(); 8].map(|()| {
        let total = Arc::clone(&total);
        tokio::spawn(async move {
            for _ in 0..times {
                *total.lock().await += 1;
            }
        })
    });
    for task in tasks {
        task.await.expect("it does not panic");
    }
    let elapsed = start.elapsed();
    assert_eq!(*total.lock().await, 8 * times);
    elapsed
}

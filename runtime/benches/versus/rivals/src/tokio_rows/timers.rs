//! Timers: sleepers woken one after the other, and timers that nobody waits for.

use crate::Metrics;
use crate::resources::processor_time;
use crate::stopwatch::quantile;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::channel;
use tokio::time::sleep;

pub(super) async fn a_millisecond_apart() -> Metrics {
    const SLEEPERS: u64 = 1_000;
    let used = processor_time();
    let start = Instant::now();
    let (tx, mut rx) = channel(SLEEPERS as usize);
    for number in 1..=SLEEPERS {
        let tx = tx.clone();
        tokio::spawn(async move {
            let deadline = start + Duration::from_millis(number);
            sleep(deadline - Instant::now()).await;
            tx.send(deadline.elapsed().as_secs_f64() * 1e6).await.expect("the receiver is there");
        });
    }
    drop(tx);
    let mut late = Vec::new();
    while let Some(one) = rx.recv().await {
        late.push(one);
    }
    let used = processor_time() - used;
    vec![
        ("cpu", used.as_secs_f64() * 1e6 / SLEEPERS as f64),
        ("late", quantile(&mut late, 0.5)),
        ("late99", quantile(&mut late, 0.99)),
    ]
}

pub(super) async fn pending() -> Metrics {
    const PENDING: usize = 1_000_000;
    let each = |total: Duration| total.as_secs_f64() * 1e9 / PENDING as f64;
    let mut timers = Vec::with_capacity(PENDING);
    let start = Instant::now();
    for number in 0..PENDING {
        let rest = Duration::from_secs(3_600) + Duration::from_millis(number as u64 * 7_919 % 1_000_000);
        timers.push(Box::pin(sleep(rest)));
    }
    let making = start.elapsed();
    let start = Instant::now();
    drop(timers);
    vec![("make", each(making)), ("drop", each(start.elapsed()))]
}

//! Many tasks that wait. Once, from cold. That all have started, or ended, shows in a channel that loses its last sender.

use crate::Metrics;
use crate::resources::{memory_maps, resident};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::sync::mpsc::channel;
use tokio::time::sleep;

pub(super) async fn blocked(tasks: usize) -> Metrics {
    let each = |total: f64| total / tasks as f64;
    let stop = Arc::new(Notify::new());
    let (started, mut all_started) = channel::<()>(1);
    let (ended, mut all_ended) = channel::<()>(1);
    let before = resident();
    let start = Instant::now();
    for _ in 0..tasks {
        let (stop, started, ended) = (stop.clone(), started.clone(), ended.clone());
        tokio::spawn(async move {
            // Is told from now on.
            let stopped = stop.notified();
            drop(started);
            stopped.await;
            drop(ended);
        });
    }
    drop((started, ended));
    all_started.recv().await;
    let starting = start.elapsed();
    let memory = resident() - before;
    let maps = memory_maps();
    let start = Instant::now();
    stop.notify_waiters();
    all_ended.recv().await;
    vec![
        ("start", each(starting.as_secs_f64() * 1e6)),
        ("memory", each(memory)),
        ("maps", maps),
        ("end", each(start.elapsed().as_secs_f64() * 1e6)),
    ]
}

/// A million sleepers, each with a time of its own, none of which comes while the process lives.
pub(super) async fn asleep() -> Metrics {
    const SLEEPERS: u64 = 1_000_000;
    let (started, mut all_started) = channel::<()>(1);
    let start = Instant::now();
    for number in 0..SLEEPERS {
        // In no order: 7,919 is prime, so every millisecond of a million comes once.
        let rest = Duration::from_secs(3_600) + Duration::from_millis(number * 7_919 % SLEEPERS);
        let started = started.clone();
        tokio::spawn(async move {
            drop(started);
            sleep(rest).await;
        });
    }
    drop(started);
    all_started.recv().await;
    vec![("start", start.elapsed().as_secs_f64() * 1e6 / SLEEPERS as f64)]
}

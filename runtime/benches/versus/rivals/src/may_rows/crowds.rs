//! Many coroutines that wait, and sleepers.

use crate::Metrics;
use crate::may_rows::spawning::start;
use crate::resources::{memory_maps, processor_time, resident};
use crate::stopwatch::quantile;
use may::coroutine::sleep;
use may::sync::{SyncFlag, WaitGroup, mpsc};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(super) fn thirty_thousand(_: Duration) -> Metrics {
    const COROUTINES: usize = 30_000;
    let each = |total: f64| total / COROUTINES as f64;
    let stop = Arc::new(SyncFlag::new());
    let (started, ended) = (WaitGroup::new(), WaitGroup::new());
    let before = resident();
    let begin = Instant::now();
    for _ in 0..COROUTINES {
        let (stop, started, ended) = (stop.clone(), started.clone(), ended.clone());
        start(move || {
            drop(started);
            stop.wait();
            drop(ended);
        });
    }
    started.wait();
    let starting = begin.elapsed();
    let memory = resident() - before;
    let maps = memory_maps();
    let begin = Instant::now();
    stop.fire();
    ended.wait();
    vec![
        ("start", each(starting.as_secs_f64() * 1e6)),
        ("memory", each(memory)),
        ("maps", maps),
        ("end", each(begin.elapsed().as_secs_f64() * 1e6)),
    ]
}

pub(super) fn a_millisecond_apart(_: Duration) -> Metrics {
    const SLEEPERS: u64 = 1_000;
    let used = processor_time();
    let begin = Instant::now();
    let (tx, rx) = mpsc::channel();
    for number in 1..=SLEEPERS {
        let tx = tx.clone();
        start(move || {
            let deadline = begin + Duration::from_millis(number);
            sleep(deadline - Instant::now());
            tx.send(deadline.elapsed().as_secs_f64() * 1e6).expect("the receiver is there");
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

//! Many goroutines that wait: what each takes to start, in memory, and to be woken and end. Once, from cold.

use super::Metrics;
use crate::resources::{memory_maps, resident};
use goroutines::prelude::*;
use goroutines::time::sleep;
use std::time::{Duration, Instant};

pub(super) fn thirty_thousand(_: Duration) -> Metrics {
    blocked(30_000)
}

pub(super) fn million(_: Duration) -> Metrics {
    blocked(1_000_000)
}

#[goroutine]
fn blocked(goroutines: usize) -> Metrics {
    let each = |total: f64| total / goroutines as f64;
    let (tx, rx) = chan::<()>(0);
    let started = WaitGroup::new();
    let ended = WaitGroup::new();
    started.add(goroutines as isize);
    ended.add(goroutines as isize);
    let before = resident();
    let start = Instant::now();
    for _ in 0..goroutines {
        go!(|rx = rx.clone(), started = started.clone(), ended = ended.clone()| {
            started.done();
            let _ = rx.recv();
            ended.done();
        });
    }
    started.wait();
    let starting = start.elapsed();
    let memory = resident() - before;
    let maps = memory_maps();
    let start = Instant::now();
    tx.close();
    ended.wait();
    let ending = start.elapsed();
    vec![
        ("start", each(starting.as_secs_f64() * 1e6)),
        ("memory", each(memory)),
        ("maps", maps),
        ("end", each(ending.as_secs_f64() * 1e6)),
    ]
}

/// A million sleepers, each with a time of its own, none of which comes while the process lives.
#[goroutine]
pub(super) fn asleep(_: Duration) -> Metrics {
    const SLEEPERS: u64 = 1_000_000;
    let started = WaitGroup::new();
    started.add(SLEEPERS as isize);
    let start = Instant::now();
    for number in 0..SLEEPERS {
        // In no order: 7,919 is prime, so every millisecond of a million comes once.
        let rest = Duration::from_secs(3_600) + Duration::from_millis(number * 7_919 % SLEEPERS);
        go!(|started = started.clone(), rest| {
            started.done();
            sleep(rest);
        });
    }
    started.wait();
    vec![("start", start.elapsed().as_secs_f64() * 1e6 / SLEEPERS as f64)]
}

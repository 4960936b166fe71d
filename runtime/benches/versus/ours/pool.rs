//! A pool of eight: all block at once on an unbuffered channel and are then fed jobs of about 20 µs. As a started goroutine
//! stays where it is, two workers are only faster than one if the eight were spread before they started.

use super::Metrics;
use crate::job::{steps_of_a_job, work};
use goroutines::prelude::*;
use std::time::{Duration, Instant};

const JOBS: usize = 20_000;

#[goroutine]
pub(super) fn fed(_: Duration) -> Metrics {
    let steps = steps_of_a_job();
    let (tx, rx) = chan::<u64>(0);
    let wg = WaitGroup::new();
    let start = Instant::now();
    for _ in 0..8 {
        wg.add(1);
        go!(|rx = rx.clone(), wg = wg.clone()| {
            for steps in &rx {
                work(steps);
            }
            wg.done();
        });
    }
    for _ in 0..JOBS {
        tx.send(steps).expect("the pool receives");
    }
    tx.close();
    wg.wait();
    vec![("time", start.elapsed().as_secs_f64() * 1e3)]
}

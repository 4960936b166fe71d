//! Programs whose speed depends on where goroutines start.

use super::trial::{Clock, Program, Run, long, once};
use crate::job::{chain, work};
use goroutines::channel::TryRecvError;
use goroutines::prelude::*;
use goroutines::time::sleep;
use std::time::{Duration, Instant};

pub(super) const PROGRAMS: &[Program] = &[
    long("stages_3", |items| stages(3, items)),
    long("stages_4", |items| stages(4, items)),
    long("heavy_16_of_32", |times| heavy(times, |number| number % 2 == 0)),
    long("heavy_pairs_of_32", |times| heavy(times, |number| number % 4 < 2)),
    long("heavy_half_of_32", |times| heavy(times, |number| number < 16)),
    once("sleep_beside_hog", 200, sleep_beside_hog),
];

/// About 2 µs.
const STAGE: u64 = 1_000;

#[goroutine]
fn stages(stages: usize, items: u64) -> Run {
    let (tx, mut rx) = chan(64);
    let clock = Clock::start();
    for _ in 0..stages {
        let (next, after) = chan(64);
        go!(stage(rx, next));
        rx = after;
    }
    go! {
        for item in 0..items {
            tx.send(item).expect("the first stage is there");
        }
    }
    let mut sum = 0_u64;
    for item in rx {
        sum = sum.wrapping_add(item);
    }
    clock.stop(sum)
}

#[goroutine]
fn stage(rx: Receiver<u64>, tx: Sender<u64>) {
    for item in rx {
        tx.send(chain(item, STAGE)).expect("the next stage is there");
    }
}

/// All 32 are blocked when it turns out which of them have to compute.
#[goroutine]
fn heavy(times: u64, is_heavy: fn(u64) -> bool) -> Run {
    /// About 5 ms.
    const STEPS: u64 = 2_500_000;
    let clock = Clock::start();
    let mut sum = 0_u64;
    for time in 0..times {
        let (tx, rx) = chan::<()>(0);
        let (results, result) = chan(32);
        let started = WaitGroup::new();
        for number in 0..32 {
            started.add(1);
            go!(|clone rx, clone results, clone started, is_heavy, number, time| {
                started.done();
                let _ = rx.recv();
                let steps = if is_heavy(number) { STEPS } else { 1 };
                results.send(chain(time + number, steps)).expect("there is room");
            });
        }
        started.wait();
        tx.close();
        for value in result.iter().take(32) {
            sum = sum.wrapping_add(value);
        }
    }
    clock.stop(sum)
}

/// The time is by how much longer than a millisecond a sleep takes, on average.
#[goroutine]
fn sleep_beside_hog(sleeps: u64) -> Run {
    const REST: Duration = Duration::from_millis(1);
    let (quit, has_to_quit) = chan::<()>(0);
    let clock = Clock::start();
    let hog = go!(|| {
        while has_to_quit.try_recv() == Err(TryRecvError::Empty) {
            work(10_000);
        }
    });
    let sleeper = go!(|| {
        let mut late = Duration::ZERO;
        for _ in 0..sleeps {
            let start = Instant::now();
            sleep(REST);
            late += start.elapsed() - REST;
        }
        late
    });
    let late = sleeper.join().expect("it does not panic");
    drop(quit);
    hog.join().expect("it does not panic");
    Run { took: late, ..clock.stop(sleeps) }
}

//! Channels, which in `may` are unbounded.

use crate::Metrics;
use crate::job::{steps_of_a_job, work};
use crate::may_rows::spawning::start;
use crate::stopwatch::per_operation;
use may::sync::{mpmc, mpsc, spsc};
use std::time::{Duration, Instant};

pub(super) fn round_trip(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, there_and_back))]
}

fn there_and_back(trips: u64) -> Duration {
    let (there, arrived) = mpsc::channel::<u64>();
    let (back, returned) = mpsc::channel();
    let begin = Instant::now();
    start(move || {
        for value in arrived.iter() {
            back.send(value).expect("the other end waits");
        }
    });
    for value in 0..trips {
        there.send(value).expect("the other end receives");
        assert_eq!(returned.recv(), Ok(value));
    }
    begin.elapsed()
}

pub(super) fn buffered(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, one_to_one))]
}

fn one_to_one(values: u64) -> Duration {
    let (tx, rx) = spsc::channel();
    let begin = Instant::now();
    start(move || {
        for value in 0..values {
            tx.send(value).expect("the receiver is there");
        }
    });
    let received = rx.iter().count();
    assert_eq!(received as u64, values);
    begin.elapsed()
}

pub(super) fn eight(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, eight_to_eight) / 8.0)]
}

/// Each of eight coroutines sends that many values.
fn eight_to_eight(values: u64) -> Duration {
    let (tx, rx) = mpmc::channel();
    let begin = Instant::now();
    let mut receivers = Vec::new();
    for _ in 0..8 {
        let (tx, rx) = (tx.clone(), rx.clone());
        start(move || {
            for value in 0..values {
                tx.send(value).expect("the receivers are there");
            }
        });
        receivers.push(start(move || rx.iter().count()));
    }
    drop(tx);
    let received: usize = receivers.into_iter().map(|receiver| receiver.join().expect("it does not panic")).sum();
    assert_eq!(received as u64, 8 * values);
    begin.elapsed()
}

/// All jobs are in the channel before the first is done, as its senders never wait.
pub(super) fn pool(_: Duration) -> Metrics {
    const JOBS: usize = 20_000;
    let steps = steps_of_a_job();
    let (tx, rx) = mpmc::channel::<u64>();
    let begin = Instant::now();
    let mut pool = Vec::new();
    for _ in 0..8 {
        let rx = rx.clone();
        pool.push(start(move || {
            for steps in rx.iter() {
                work(steps);
            }
        }));
    }
    for _ in 0..JOBS {
        tx.send(steps).expect("the pool receives");
    }
    drop(tx);
    for worker in pool {
        worker.join().expect("it does not panic");
    }
    vec![("time", begin.elapsed().as_secs_f64() * 1e3)]
}

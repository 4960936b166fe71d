//! Channels and `select!`: the time of one value.

use super::Metrics;
use super::trial::per_operation;
use goroutines::prelude::*;
use std::time::{Duration, Instant};

pub(super) fn unbuffered(budget: Duration) -> Metrics {
    per_operation(budget, 1.0, |values| one_to_one(0, values))
}

pub(super) fn buffered(budget: Duration) -> Metrics {
    per_operation(budget, 1.0, |values| one_to_one(100, values))
}

#[goroutine]
fn one_to_one(capacity: usize, values: u64) -> Duration {
    let (tx, rx) = chan(capacity);
    let start = Instant::now();
    go!(send_all(tx, values));
    let received = rx.iter().count();
    assert_eq!(received as u64, values);
    start.elapsed()
}

#[goroutine]
fn send_all(tx: Sender<u64>, values: u64) {
    for value in 0..values {
        tx.send(value).expect("the receiver is there");
    }
}

pub(super) fn round_trip(budget: Duration) -> Metrics {
    per_operation(budget, 1.0, there_and_back)
}

#[goroutine]
fn there_and_back(trips: u64) -> Duration {
    let (there, arrived) = chan::<u64>(0);
    let (back, returned) = chan(0);
    let start = Instant::now();
    go! {
        for value in arrived {
            back.send(value).expect("the other end waits");
        }
    }
    for value in 0..trips {
        there.send(value).expect("the other end receives");
        assert_eq!(returned.recv(), Ok(value));
    }
    start.elapsed()
}

pub(super) fn eight(budget: Duration) -> Metrics {
    per_operation(budget, 8.0, eight_to_eight)
}

/// Each of eight goroutines sends that many values.
#[goroutine]
fn eight_to_eight(values: u64) -> Duration {
    let (tx, rx) = chan(100);
    let wg = WaitGroup::new();
    let start = Instant::now();
    for _ in 0..8 {
        go!(send_all(tx.clone(), values));
        wg.add(1);
        go!(|rx = rx.clone(), wg = wg.clone()| {
            for _ in rx {}
            wg.done();
        });
    }
    drop(tx);
    wg.wait();
    start.elapsed()
}

pub(super) fn select(budget: Duration) -> Metrics {
    per_operation(budget, 1.0, select_of_three)
}

/// Two goroutines send `values` in all; the third channel says when both have ended.
#[goroutine]
fn select_of_three(values: u64) -> Duration {
    let (tx_a, a) = chan::<u64>(0);
    let (tx_b, b) = chan::<u64>(0);
    let (tx_quit, quit) = chan::<()>(0);
    let senders = WaitGroup::new();
    let start = Instant::now();
    // The clones keep the channels open, as they are in Go.
    for (tx, share) in [(tx_a.clone(), values / 2), (tx_b.clone(), values - values / 2)] {
        senders.go(move || send_all(tx, share));
    }
    go! {
        senders.wait();
        tx_quit.close();
    }
    let mut received = 0;
    loop {
        select! {
            _ = <-a => received += 1,
            _ = <-b => received += 1,
            <-quit => break,
        }
    }
    assert_eq!(received, values);
    start.elapsed()
}

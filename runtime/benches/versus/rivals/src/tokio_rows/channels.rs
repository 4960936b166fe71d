//! Channels and `select!`. The unbuffered ones have room for one value.

use crate::Metrics;
use crate::job::{steps_of_a_job, work};
use crate::tokio_rows::per_operation;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{Mutex, oneshot};

pub(super) async fn unbuffered(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, |values| one_to_one(1, values)).await)]
}

pub(super) async fn buffered(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, |values| one_to_one(100, values)).await)]
}

async fn one_to_one(capacity: usize, values: u64) -> Duration {
    let (tx, mut rx) = channel(capacity);
    let start = Instant::now();
    tokio::spawn(send_all(tx, values));
    let mut received = 0;
    while rx.recv().await.is_some() {
        received += 1;
    }
    assert_eq!(received, values);
    start.elapsed()
}

async fn send_all(tx: Sender<u64>, values: u64) {
    for value in 0..values {
        tx.send(value).await.expect("the receiver is there");
    }
}

pub(super) async fn round_trip(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, there_and_back).await)]
}

async fn there_and_back(trips: u64) -> Duration {
    let (there, mut arrived) = channel::<u64>(1);
    let (back, mut returned) = channel(1);
    let start = Instant::now();
    tokio::spawn(async move {
        while let Some(value) = arrived.recv().await {
            back.send(value).await.expect("the other end waits");
        }
    });
    for value in 0..trips {
        there.send(value).await.expect("the other end receives");
        assert_eq!(returned.recv().await, Some(value));
    }
    start.elapsed()
}

pub(super) async fn eight(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, eight_to_eight).await / 8.0)]
}

/// Each of eight tasks sends that many values.
async fn eight_to_eight(values: u64) -> Duration {
    let (tx, rx) = channel(100);
    let rx = Arc::new(Mutex::new(rx));
    let start = Instant::now();
    let mut receivers = Vec::new();
    for _ in 0..8 {
        tokio::spawn(send_all(tx.clone(), values));
        receivers.push(tokio::spawn(count_all(rx.clone())));
    }
    drop(tx);
    let mut received = 0;
    for receiver in receivers {
        received += receiver.await.expect("it does not panic");
    }
    assert_eq!(received, 8 * values);
    start.elapsed()
}

async fn count_all(rx: Arc<Mutex<Receiver<u64>>>) -> u64 {
    let mut received = 0;
    while next(&rx).await.is_some() {
        received += 1;
    }
    received
}

async fn next(rx: &Mutex<Receiver<u64>>) -> Option<u64> {
    rx.lock().await.recv().await
}

pub(super) async fn select(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, select_of_three).await)]
}

/// Two tasks send `values` in all; the third channel says when both have ended.
async fn select_of_three(values: u64) -> Duration {
    let (tx_a, mut a) = channel::<u64>(1);
    let (tx_b, mut b) = channel::<u64>(1);
    let (tx_quit, mut quit) = oneshot::channel::<()>();
    let start = Instant::now();
    // The clones keep the channels open, as they are in Go.
    let senders = [(tx_a.clone(), values / 2), (tx_b.clone(), values - values / 2)]
        .map(|(tx, share)| tokio::spawn(send_all(tx, share)));
    tokio::spawn(async move {
        for sender in senders {
            sender.await.expect("it does not panic");
        }
        tx_quit.send(()).expect("the other end waits");
    });
    let mut received = 0;
    loop {
        tokio::select! {
            Some(_) = a.recv() => received += 1,
            Some(_) = b.recv() => received += 1,
            _ = &mut quit => break,
        }
    }
    // What still was in the channels when the third was chosen.
    received += a.len() as u64 + b.len() as u64;
    assert_eq!(received, values);
    start.elapsed()
}

pub(super) async fn pool() -> Metrics {
    const JOBS: usize = 20_000;
    let steps = steps_of_a_job();
    let (tx, rx) = channel::<u64>(1);
    let rx = Arc::new(Mutex::new(rx));
    let start = Instant::now();
    let mut pool = Vec::new();
    for _ in 0..8 {
        let rx = rx.clone();
        pool.push(tokio::spawn(async move {
            while let Some(steps) = next(&rx).await {
                work(steps);
            }
        }));
    }
    for _ in 0..JOBS {
        tx.send(steps).await.expect("the pool receives");
    }
    drop(tx);
    for worker in pool {
        worker.await.expect("it does not panic");
    }
    vec![("time", start.elapsed().as_secs_f64() * 1e3)]
}

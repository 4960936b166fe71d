//! Starting tasks, ending them, and taking turns.

use crate::Metrics;
use crate::tokio_rows::per_operation;
use std::pin::Pin;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::yield_now;

pub(super) async fn spawn_and_join(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, one_after_the_other).await)]
}

async fn one_after_the_other(tasks: u64) -> Duration {
    let start = Instant::now();
    for number in 0..tasks {
        let handle = tokio::spawn(async move { number });
        assert_eq!(handle.await.expect("it does not panic"), number);
    }
    start.elapsed()
}

pub(super) async fn yield_in_turns(budget: Duration) -> Metrics {
    vec![("time", per_operation(budget, four_yield).await / 4.0)]
}

/// Each of four tasks yields that often.
async fn four_yield(times: u64) -> Duration {
    let start = Instant::now();
    let tasks = [(); 4].map(|()| {
        tokio::spawn(async move {
            for _ in 0..times {
                yield_now().await;
            }
        })
    });
    for task in tasks {
        task.await.expect("it does not panic");
    }
    start.elapsed()
}

/// Once, from cold.
pub(super) async fn skynet() -> Metrics {
    let (tx, mut rx) = channel(1);
    let start = Instant::now();
    tokio::spawn(tree(tx, 0, 1_000_000));
    assert_eq!(rx.recv().await, Some(499_999_500_000));
    vec![("time", start.elapsed().as_secs_f64() * 1e3)]
}

/// Sends the sum of `size` numbers from `first` on: a leaf its own, every other task that of its ten children.
fn tree(tx: Sender<u64>, first: u64, size: u64) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        if size == 1 {
            tx.send(first).await.expect("the parent waits");
            return;
        }
        let (child, mut rx) = channel(1);
        for number in 0..10 {
            tokio::spawn(tree(child.clone(), first + number * (size / 10), size / 10));
        }
        let mut sum = 0;
        for _ in 0..10 {
            sum += rx.recv().await.expect("the children send");
        }
        tx.send(sum).await.expect("the parent waits");
    })
}

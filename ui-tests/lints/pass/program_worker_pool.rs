//! Workers take jobs from one channel and give results to another.
#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Default)]
struct Totals {
    jobs: u32,
    sum: u64,
}

#[goroutine]
fn worker(id: u32, jobs: Receiver<u64>, results: Sender<(u32, u64)>, totals: Arc<Mutex<Totals>>) {
    for job in &jobs {
        let square = job * job;
        {
            let mut totals = totals.lock().unwrap_or_else(PoisonError::into_inner);
            totals.jobs += 1;
            totals.sum += square;
        }
        if results.send((id, square)).is_err() {
            return;
        }
    }
}

#[goroutine]
fn main() {
    let (jobs, queue) = chan(4);
    let (results, squares) = chan(4);
    let totals = Arc::new(Mutex::new(Totals::default()));
    for id in 0..3 {
        go!(worker(id, queue.clone(), results.clone(), Arc::clone(&totals)));
    }
    drop((queue, results));
    let feeder = go!(|| {
        for number in 1..=10 {
            jobs.send(number).unwrap();
        }
    });
    let mut sum = 0;
    let mut by_worker = [0_u64; 3];
    while let Ok((id, square)) = squares.recv() {
        by_worker[id as usize] += 1;
        sum += square;
    }
    feeder.join().unwrap();
    let totals = totals.lock().unwrap();
    assert_eq!((totals.jobs, totals.sum), (10, sum));
    assert_eq!(by_worker.iter().sum::<u64>(), 10);
}

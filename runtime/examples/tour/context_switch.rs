//! What a switch from one goroutine to another costs: one sends, one receives, over an unbuffered channel.
//!
//! As Go's benchmarks do, it repeats with more operations until the time is long enough to be measured.

use goroutines::prelude::*;
use goroutines::runtime;
use std::time::{Duration, Instant};

#[goroutine]
pub(crate) fn main() {
    let mut operations = 1_000;
    let elapsed = loop {
        let elapsed = benchmark_context_switch(operations);
        if elapsed >= Duration::from_millis(300) {
            break elapsed;
        }
        operations *= 2;
    };
    println!("workers: {}", runtime::max_procs());
    println!("BenchmarkContextSwitch   {operations}   {:.1} ns/op", elapsed.as_nanos() as f64 / f64::from(operations));
}

#[goroutine]
fn benchmark_context_switch(operations: u32) -> Duration {
    let wg = WaitGroup::new();
    let (begin, begun) = chan::<()>(0);
    let (tx, rx) = chan::<()>(0);

    wg.add(2);
    go!(|wg = wg.clone(), begun = begun.clone()| {
        defer! { wg.done() }
        let _ = begun.recv();
        for _ in 0..operations {
            tx.send(()).unwrap();
        }
    });
    go!(|wg = wg.clone()| {
        defer! { wg.done() }
        let _ = begun.recv();
        for _ in 0..operations {
            rx.recv().unwrap();
        }
    });
    let start = Instant::now();
    begin.close();
    wg.wait();
    start.elapsed()
}

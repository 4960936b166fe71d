//! The program of the book's page "Seeing": a service that keeps a record of each order, with a mistake
//! in it.
//!
//! ```sh
//! GOROUTINES_TRACE=slow.json cargo run --release -p goroutines --example seen
//! GOROUTINES_TRACE=fast.json cargo run --release -p goroutines --example seen -- mended
//! ```
//!
//! With `pipeline` and `tree` it does what these words say, for the page's other pictures.

use goroutines::prelude::*;
use std::time::{Duration, Instant};
use std::{env, thread};

const ORDERS: u64 = 64;

#[goroutine]
fn main() {
    let start = Instant::now();
    match env::args().nth(1).as_deref() {
        Some("pipeline") => pipeline(4, 200),
        Some("tree") => println!("{}", tree(0, 1_000)),
        Some("mended") => serve(take_elsewhere),
        _ => serve(take_here),
    }
    println!("{:?}", start.elapsed());
}

fn serve(take: fn(u64)) {
    let (orders, incoming) = chan(0);
    let wg = WaitGroup::new();
    for _ in 0..8 {
        let incoming = incoming.clone();
        wg.go(move || {
            for order in incoming {
                take(order);
            }
        });
    }
    for order in 0..ORDERS {
        orders.send(order).unwrap();
    }
    drop(orders);
    wg.wait();
}

// ANCHOR: slow
fn take_here(order: u64) {
    let record = print(order);
    write_to_disk(&record);
}
// ANCHOR_END: slow

// ANCHOR: fast
fn take_elsewhere(order: u64) {
    let record = print(order);
    goroutines::blocking(|| write_to_disk(&record));
}
// ANCHOR_END: fast

/// Some ten microseconds.
fn print(order: u64) -> String {
    (0..100).map(|line| format!("line {line} of {order}\n")).collect()
}

/// Waits for the disk: a millisecond, in which the thread does nothing.
fn write_to_disk(_record: &str) {
    thread::sleep(Duration::from_millis(1));
}

/// Each stage prints a record for each item that it passes on.
fn pipeline(stages: usize, items: u64) {
    let (first, mut last) = chan(0);
    for _ in 0..stages {
        let (tx, next) = chan(0);
        let before = std::mem::replace(&mut last, next);
        go! {
            for item in before {
                std::hint::black_box(print(item));
                tx.send(item).unwrap();
            }
        };
    }
    go! {
        for item in 0..items {
            first.send(item).unwrap();
        }
    };
    assert_eq!(last.iter().count() as u64, items);
}

/// The sum of the leaves' numbers. Each goroutine starts ten, down to the leaves.
fn tree(first: u64, leaves: u64) -> u64 {
    if leaves == 1 {
        return first;
    }
    let (tx, rx) = chan(0);
    for branch in 0..10 {
        go!(|tx = tx.clone()| tx.send(tree(first + branch * leaves / 10, leaves / 10)).unwrap());
    }
    drop(tx);
    rx.iter().sum()
}

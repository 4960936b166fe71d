//! A call that blocks its thread, on a thread of its own.

use goroutines::blocking;
use goroutines::prelude::*;
use goroutines::time::{Duration, Instant, sleep};
use std::thread;

#[goroutine(max_procs = 1)]
fn main() {
    let start = Instant::now();
    let handle = go! {
        sleep(Duration::from_millis(10));
        println!("wanted to sleep 10 ms, took {} ms", start.elapsed().as_millis());
    };
    sleep(Duration::from_millis(1)); // the goroutine starts
    let mut calls = 0;
    blocking(|| {
        thread::sleep(Duration::from_millis(100));
        calls += 1; // it may borrow
    });
    handle.join().unwrap();
    println!("{calls} call");
}

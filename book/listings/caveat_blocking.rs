//! Do not do this: a call that blocks the thread blocks all goroutines of the thread.

use goroutines::prelude::*;
use goroutines::time::{Duration, Instant, sleep};
use std::thread;

#[goroutine(max_procs = 1, allow(blocking_call))]
fn main() {
    let start = Instant::now();
    let handle = go! {
        sleep(Duration::from_millis(10));
        println!("wanted to sleep 10 ms, took {} ms", start.elapsed().as_millis());
    };
    sleep(Duration::from_millis(1)); // the goroutine starts
    thread::sleep(Duration::from_millis(100));
    handle.join().unwrap();
}

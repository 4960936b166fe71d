//! The runtime in numbers.

use goroutines::prelude::*;
use goroutines::runtime::{metrics, yield_now};

#[goroutine(max_procs = 1)]
fn main() {
    let (_tx, rx) = chan::<()>(0);
    for _ in 0..3 {
        let _ = go!(|rx = rx.clone()| rx.recv());
    }
    for _ in 0..3 {
        yield_now(); // one starts, and waits
    }
    let now = metrics();
    println!("{} running, {} waiting, {} timers", now.running, now.waiting, now.timers);
}

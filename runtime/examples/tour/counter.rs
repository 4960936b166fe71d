//! A counter that many goroutines add to: std's atomics, as Go's `sync/atomic`.

use goroutines::prelude::*;
use goroutines::sync::atomic::{AtomicI32, Ordering};

static COUNT: AtomicI32 = AtomicI32::new(0);

fn increment() {
    COUNT.fetch_add(1, Ordering::Relaxed);
}

fn get_count() -> i32 {
    COUNT.load(Ordering::Relaxed)
}

#[goroutine]
pub(crate) fn main() {
    let wg = WaitGroup::new();
    for _ in 0..1_000 {
        wg.go(increment);
    }
    wg.wait();
    println!("{}", get_count());
}

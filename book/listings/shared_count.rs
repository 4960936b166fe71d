//! A number that many goroutines count up needs no lock.

use goroutines::prelude::*;
use goroutines::sync::atomic::{AtomicU32, Ordering};

static REQUESTS: AtomicU32 = AtomicU32::new(0);

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    for _ in 0..100 {
        wg.go(|| _ = REQUESTS.fetch_add(1, Ordering::Relaxed));
    }
    wg.wait();
    println!("{} requests", REQUESTS.load(Ordering::Relaxed));
}

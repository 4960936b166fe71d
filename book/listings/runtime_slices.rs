//! One worker, and a goroutine that never waits.

use goroutines::prelude::*;
use goroutines::sync::atomic::{AtomicBool, Ordering};
use goroutines::time::{Duration, sleep};

static ENOUGH: AtomicBool = AtomicBool::new(false);

#[goroutine(max_procs = 1)]
fn main() {
    let counter = go! {
        let mut count = 0_u64;
        while !ENOUGH.load(Ordering::Relaxed) {
            count += 1;
        }
        count
    };
    sleep(Duration::from_millis(30));
    ENOUGH.store(true, Ordering::Relaxed);
    println!("it has counted: {}", counter.join().unwrap() > 0);
}

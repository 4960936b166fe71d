//! A goroutine that does not let others run.

use goroutines::prelude::*;
use goroutines::time::{Duration, Instant};
use goroutines::yield_now;

#[goroutine(max_procs = 1)]
fn main() {
    go!(
        #[goroutine(name = "solver")]
        solve()
    );
    yield_now();
    println!("main has its turn at last");
}

/// An ordinary function: its loop has no checkpoints.
fn solve() {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(3) {
        std::hint::spin_loop();
    }
}

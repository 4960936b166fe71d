//! A goroutine that does not let others run.

use goroutines::prelude::*;
use goroutines::time::{Duration, Instant, sleep};

#[goroutine(max_procs = 1)]
fn main() {
    let sleeper = go!(sleep(Duration::from_millis(10)));
    go!(
        #[goroutine(name = "solver")]
        solve()
    );
    sleeper.join().unwrap();
    println!("the sleeper has woken at last");
}

/// An ordinary function: its loop has no checkpoints.
fn solve() {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(3) {
        std::hint::spin_loop();
    }
}

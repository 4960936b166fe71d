//! Ten pages are fetched, never more than three at a time.

use goroutines::prelude::*;
use goroutines::sync::Semaphore;
use goroutines::sync::atomic::{AtomicUsize, Ordering};
use goroutines::time::{Duration, sleep};

static RUNNING: AtomicUsize = AtomicUsize::new(0);

#[goroutine]
fn main() {
    let at_a_time = Semaphore::new(3);
    let wg = WaitGroup::new();
    for page in 1..=10 {
        let permit = at_a_time.acquire(); // waits here, before the goroutine exists
        wg.go(move || {
            fetch(page);
            drop(permit);
        });
    }
    wg.wait();
    println!("all pages are here");
}

fn fetch(_page: u32) {
    let running = RUNNING.fetch_add(1, Ordering::Relaxed) + 1;
    assert!(running <= 3);
    sleep(Duration::from_millis(5));
    RUNNING.fetch_sub(1, Ordering::Relaxed);
}

//! At most one request in 20 ms.

use goroutines::prelude::*;
use goroutines::time::{Duration, Instant, Ticker};

const PERIOD: Duration = Duration::from_millis(20);

#[goroutine]
fn main() {
    let ticker = Ticker::new(PERIOD);
    let start = Instant::now();
    for number in 1..=5 {
        ticker.recv().unwrap();
        println!("request {number}");
    }
    assert!(start.elapsed() >= PERIOD * 5);
}

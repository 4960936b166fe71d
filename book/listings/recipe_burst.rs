//! One request in 20 ms on average, but three at once if there were none for a while.

use goroutines::prelude::*;
use goroutines::time::{Duration, Instant, Ticker};

const PERIOD: Duration = Duration::from_millis(20);
const BURST: usize = 3;

#[goroutine]
fn main() {
    let (tokens, take) = chan(BURST);
    for _ in 0..BURST {
        tokens.send(()).unwrap();
    }
    go! {
        let ticker = Ticker::new(PERIOD);
        while ticker.recv().is_ok() {
            let _ = tokens.try_send(()); // if it is full, there are enough
        }
    }

    let start = Instant::now();
    for number in 1..=5 {
        take.recv().unwrap();
        println!("request {number}");
    }
    assert!(start.elapsed() >= PERIOD * 2);
}

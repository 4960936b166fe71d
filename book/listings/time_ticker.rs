//! A receiver that is slower than the ticks.

use goroutines::prelude::*;
use goroutines::time::{Duration, Ticker, sleep};

const PERIOD: Duration = Duration::from_millis(10);

#[goroutine]
fn main() {
    let ticker = Ticker::new(PERIOD);
    let mut last = ticker.recv().unwrap();
    for _ in 0..3 {
        sleep(PERIOD * 5 / 2);
        let tick = ticker.recv().unwrap();
        let apart = tick - last;
        assert_eq!(apart.as_nanos() % PERIOD.as_nanos(), 0);
        last = tick;
    }
    println!("ticks are whole periods apart");
}

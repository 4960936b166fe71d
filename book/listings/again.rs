//! Asks the servers again and again, three times.

use goroutines::prelude::*;
use goroutines::time::{Duration, Ticker, sleep};

const SERVERS: [(&str, u64); 3] = [("alpha", 9), ("beta", 3), ("gamma", 6)];

#[goroutine]
fn main() {
    let ticker = Ticker::new(Duration::from_millis(50));
    for round in 1..=3 {
        ticker.recv().unwrap();
        let handles = SERVERS.map(|(name, millis)| go!(check(name, millis)));
        for answer in handles.map(|handle| handle.join().unwrap()) {
            println!("round {round}: {answer}");
        }
    }
}

/// Asks a server whether it is up. It takes its time to answer.
fn check(name: &str, millis: u64) -> String {
    sleep(Duration::from_millis(millis));
    format!("{name} is up")
}

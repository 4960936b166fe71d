//! Asks three servers, one after the other.

use goroutines::prelude::*;
use goroutines::time::{Duration, Instant, sleep};

const SERVERS: [(&str, u64); 3] = [("alpha", 90), ("beta", 30), ("gamma", 60)];

#[goroutine]
fn main() {
    let start = Instant::now();
    for (name, millis) in SERVERS {
        check(name, millis);
    }
    println!("took {} ms", start.elapsed().as_millis());
}

/// Asks a server whether it is up. It takes its time to answer.
fn check(name: &str, millis: u64) {
    sleep(Duration::from_millis(millis));
    println!("{name} is up");
}

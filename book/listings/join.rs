//! Asks three servers at once and takes each answer from its goroutine.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

const SERVERS: [(&str, u64); 3] = [("alpha", 90), ("beta", 30), ("gamma", 60)];

#[goroutine]
fn main() {
    let handles = SERVERS.map(|(name, millis)| go!(check(name, millis)));
    for handle in handles {
        println!("{}", handle.join().unwrap());
    }
}

/// Asks a server whether it is up. It takes its time to answer.
fn check(name: &str, millis: u64) -> String {
    sleep(Duration::from_millis(millis));
    format!("{name} is up")
}

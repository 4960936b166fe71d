//! Asks three servers at once; the group counts the goroutines.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

const SERVERS: [(&str, u64); 3] = [("alpha", 90), ("beta", 30), ("gamma", 60)];

// ANCHOR: main
#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    for (name, millis) in SERVERS {
        go!(in wg, check(name, millis));
    }
    wg.wait();
}
// ANCHOR_END: main

/// Asks a server whether it is up. It takes its time to answer.
fn check(name: &str, millis: u64) {
    sleep(Duration::from_millis(millis));
    println!("{name} is up");
}

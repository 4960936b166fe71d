//! Asks three servers at once and waits for all answers.

use goroutines::prelude::*;
use goroutines::time::{Duration, Instant, sleep};

const SERVERS: [(&str, u64); 3] = [("alpha", 90), ("beta", 30), ("gamma", 60)];

#[goroutine]
fn main() {
    let start = Instant::now();
    let wg = WaitGroup::new();
    for (name, millis) in SERVERS {
        wg.add(1);
        go!(check(name, millis, wg.clone()));
    }
    wg.wait();
    println!("took {} ms", start.elapsed().as_millis());
}

/// Asks a server whether it is up. It takes its time to answer.
fn check(name: &str, millis: u64, wg: WaitGroup) {
    defer! { wg.done() }
    sleep(Duration::from_millis(millis));
    println!("{name} is up");
}

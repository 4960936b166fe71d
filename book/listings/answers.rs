//! The answers of three servers come over a channel, the fastest first.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

const SERVERS: [(&str, u64); 3] = [("alpha", 90), ("beta", 30), ("gamma", 60)];

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    for (name, millis) in SERVERS {
        go!(check(name, millis, tx.clone()));
    }
    drop(tx);
    for answer in rx {
        println!("{answer}");
    }
    println!("that is all");
}

/// Asks a server whether it is up. It takes its time to answer.
fn check(name: &str, millis: u64, answers: Sender<String>) {
    sleep(Duration::from_millis(millis));
    answers.send(format!("{name} is up")).unwrap();
}

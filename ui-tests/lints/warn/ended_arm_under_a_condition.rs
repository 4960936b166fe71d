#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

#[goroutine]
fn main() {
    let (tx, jobs) = chan(0);
    go!(|| tx.send(1).unwrap());
    let timeout = after(Duration::from_millis(20));
    let late = AtomicBool::new(false);
    while !late.load(Relaxed) {
        select! {
            <-jobs => println!("a job"),
            <-timeout => late.store(true, Relaxed),
        }
    }
}

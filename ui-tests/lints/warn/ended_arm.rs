#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

#[goroutine]
fn main() {
    let (tx, jobs) = chan(0);
    go!(|| tx.send(1).unwrap());
    let timeout = after(Duration::from_millis(20));
    let mut count = 0;
    loop {
        select! {
            <-jobs => count += 1,
            <-timeout => break,
        }
    }
    println!("{count}");
}

#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::{Duration, after};

fn produce(count: u32) -> Receiver<u32> {
    let (tx, rx) = chan(0);
    go!(|| (0..count).for_each(|number| tx.send(number).unwrap()));
    rx
}

#[goroutine]
fn main() {
    let jobs = produce(3);
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

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, jobs) = chan(0);
    let (stop, stopped) = chan(0);
    let counter = go!(|jobs, mut count = 0| loop {
        select! {
            <-jobs => count += 1,
            <-stopped => break count,
        }
    });
    tx.send(1).unwrap();
    drop(tx);
    stop.send(()).unwrap();
    println!("{:?}", counter.join());
}

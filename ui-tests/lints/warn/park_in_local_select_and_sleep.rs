#![deny(deprecated)]

use goroutines::prelude::*;
use std::time::Duration;

thread_local! {
    static PAUSE: Duration = Duration::from_millis(1);
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    let got = PAUSE.with(|pause| {
        select! {
            v = <-rx => v.unwrap_or(0),
            default(*pause) => 0,
        }
    });
    PAUSE.with(|pause| goroutines::time::sleep(*pause));
    println!("{got}");
}

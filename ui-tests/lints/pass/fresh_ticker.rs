#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::tick;
use std::time::Duration;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    go!(|| tx.send(1).unwrap());
    let beat = tick(Duration::from_secs(1));
    loop {
        select! {
            v = <-rx => {
                if v.is_err() {
                    break;
                }
            }
            <-beat => println!("tick"),
        }
    }
}

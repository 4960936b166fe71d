#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    go!(|| tx.send(1).unwrap());
    loop {
        select! {
            v = <-rx => {
                assert_eq!(v, Ok(1));
                break;
            }
            default => goroutines::yield_now(),
        }
    }
}

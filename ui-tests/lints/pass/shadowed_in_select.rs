#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        let (tx, rx) = chan(1);
        tx.send(i).unwrap();
        go! {
            select! {
                i = <-rx => assert!(i.is_ok()),
            }
        }
    }
}

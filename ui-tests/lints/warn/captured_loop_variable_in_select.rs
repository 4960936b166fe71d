#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(3);
    for i in 0..3 {
        let (tx, rx) = (tx.clone(), rx.clone());
        go! {
            select! {
                tx <- i => {}
                _ = <-rx => {}
            }
        }
    }
}

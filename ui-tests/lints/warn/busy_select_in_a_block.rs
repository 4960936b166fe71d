#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    let open = true;
    loop {
        if open {
            select! {
                v = <-rx => {
                    println!("{v:?}");
                    break;
                }
                default => {}
            }
        }
    }
}

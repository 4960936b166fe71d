#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    let done = go! {
        while !rx.is_empty() {
            select! {
                v = <-rx => println!("{v:?}"),
                default => (),
            }
        }
    };
    done.join().unwrap();
}

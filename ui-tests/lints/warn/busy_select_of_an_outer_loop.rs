#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    'outer: loop {
        loop {
            select! {
                v = <-rx => {
                    println!("{v:?}");
                    break 'outer;
                }
                default => continue 'outer,
            }
        }
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    for i in 0..3 {
        go!(|i, tx = tx.clone()| tx.send(i).unwrap());
    }
    while let Ok(v) = rx.recv() {
        println!("{v}");
    }
    drop(tx);
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan::<i32>(1);
    tx.send(1).unwrap();
    drop(tx);
    while let Ok(v) = rx.recv() {
        println!("{v}");
    }
}

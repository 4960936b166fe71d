#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    go!(|| tx.send(1).unwrap());
    println!("{:?}", rx.recv());
}

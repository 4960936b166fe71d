#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::channel;

#[goroutine]
fn produce(i: u32, tx: Sender<u32>) {
    tx.send(i).unwrap();
}

#[goroutine]
fn main() {
    let (tx, rx) = channel::unbounded();
    for i in 0..3 {
        go!(produce(i, tx.clone()));
    }
    for v in rx.iter() {
        println!("{v}");
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::channel::TryRecvError;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    go!(|| tx.send(1).unwrap());
    loop {
        match rx.try_recv() {
            Ok(v) => println!("{v}"),
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => break,
        }
    }
}

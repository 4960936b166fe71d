#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    go! { while rx.recv().is_ok() {} }
    while tx.try_send(1).is_err() {}
    let mut value = 2;
    while let Err(error) = tx.try_send(value) {
        value = error.into_inner();
    }
}

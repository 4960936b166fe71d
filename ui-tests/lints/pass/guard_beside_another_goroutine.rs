#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let total = Mutex::new(1);
    let guard = total.lock().unwrap();
    go!(|| tx.send(1).unwrap());
    drop(guard);
    assert_eq!(rx.recv().unwrap(), 1);
}

#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let total = Mutex::new(1);
    let value = {
        let mut guard = total.lock().unwrap();
        *guard += 1;
        *guard
    };
    tx.send(value).unwrap();
    assert_eq!(rx.recv().unwrap(), 2);
}

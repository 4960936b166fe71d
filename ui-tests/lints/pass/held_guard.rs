#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Mutex::new(1);
    let guard = total.lock().unwrap();
    let value = *guard;
    drop(guard);
    tx.send(value).unwrap();
}

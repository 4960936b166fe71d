#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Mutex::new(1);
    let guard = total.lock().unwrap();
    if *guard > 0 {
        drop(guard);
    } else {
        tx.send(1).unwrap();
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Mutex::new(1);
    let guard = total.try_lock().unwrap();
    tx.send(*guard).unwrap();
}

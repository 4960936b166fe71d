#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Mutex::new(1);
    let (guard, limit) = (total.lock().unwrap(), 3);
    tx.send(*guard + limit).unwrap();
}

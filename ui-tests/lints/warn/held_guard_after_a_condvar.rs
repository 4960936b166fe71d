#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Condvar, Mutex};

#[goroutine(allow(blocking_call))]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Mutex::new(1);
    let changed = Condvar::new();
    let mut guard = total.lock().unwrap();
    while *guard == 0 {
        guard = changed.wait(guard).unwrap();
    }
    tx.send(*guard).unwrap();
}

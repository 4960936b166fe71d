#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Mutex, MutexGuard};

struct Held<'a> {
    guard: MutexGuard<'a, u32>,
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Mutex::new(1);
    let held = Held { guard: total.lock().unwrap() };
    tx.send(*held.guard).unwrap();
}

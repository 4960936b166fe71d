#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Mutex, PoisonError};

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Mutex::new(1);
    let guard = total.lock().unwrap_or_else(PoisonError::into_inner);
    tx.send(*guard).unwrap();
}

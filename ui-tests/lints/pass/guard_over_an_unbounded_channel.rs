#![deny(deprecated)]

use goroutines::channel::unbounded;
use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = unbounded();
    let total = Mutex::new(1);
    let guard = total.lock().unwrap();
    tx.send(*guard).unwrap();
    drop(guard);
    assert_eq!(rx.recv().unwrap(), 1);
}

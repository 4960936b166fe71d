#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    go!(|| _ = rx.recv());
    let total = Mutex::new(1);
    let guard;
    {
        guard = total.lock().unwrap();
    }
    tx.send(*guard).unwrap();
}

#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Mutex::new(1);
    let guard = total.lock().unwrap();
    for turn in 0..3 {
        if turn == 7 {
            drop(guard);
            break;
        }
        tx.send(turn).unwrap();
    }
}

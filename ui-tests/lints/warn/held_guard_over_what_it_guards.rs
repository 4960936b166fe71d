#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    let shared = Mutex::new(rx);
    let guard = shared.lock().unwrap();
    println!("{:?}", guard.recv());
}

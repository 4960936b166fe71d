#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    let rx = Mutex::new(rx);
    let job = rx.lock().unwrap().recv();
    println!("{job:?}");
}

#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::mpsc;

#[goroutine]
fn main() {
    let (tx, rx) = mpsc::sync_channel(0);
    std::thread::spawn(move || rx.recv());
    tx.send(1).unwrap();
}

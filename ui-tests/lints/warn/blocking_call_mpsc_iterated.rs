#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::mpsc;

#[goroutine]
fn main() {
    let (tx, rx) = mpsc::channel();
    std::thread::spawn(move || tx.send(1).unwrap());
    for number in rx {
        println!("{number}");
    }
}

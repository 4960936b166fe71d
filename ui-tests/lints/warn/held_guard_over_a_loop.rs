#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let list = Mutex::new(vec![1, 2, 3]);
    let (tx, _rx) = chan(3);
    let guard = list.lock().unwrap();
    for number in guard.iter() {
        tx.send(*number).unwrap();
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let stack = Mutex::new(vec![1, 2, 3]);
    let (tx, _rx) = chan(3);
    while let Some(top) = stack.lock().unwrap().pop() {
        tx.send(top).unwrap();
    }
}

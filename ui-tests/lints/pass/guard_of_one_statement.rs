#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(2);
    let total = Mutex::new(vec![1]);
    let value = total.lock().unwrap().len();
    tx.send(value).unwrap();
    let first = total.lock().unwrap().pop().unwrap();
    tx.send(first).unwrap();
    if total.lock().unwrap().is_empty() {
        assert_eq!(rx.recv().unwrap(), 1);
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let list = Mutex::new(vec![1]);
    let guard = list.lock().unwrap();
    if guard.is_empty() {
        return;
    } else {
        drop(guard);
    }
    tx.send(1).unwrap();
    assert_eq!(rx.recv().unwrap(), 1);
}

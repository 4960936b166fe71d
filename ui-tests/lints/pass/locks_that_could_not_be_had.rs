#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Mutex, TryLockError};

#[goroutine]
fn main() {
    let (tx, rx) = chan(3);
    let total = Mutex::new(1);
    let guard = total.lock().unwrap();
    let value = {
        let moved = guard;
        *moved
    };
    tx.send(value).unwrap();
    match total.try_lock() {
        Ok(guard) => drop(guard),
        Err(error) => {
            println!("{error}");
            tx.send(1).unwrap();
        }
    }
    if let Err(TryLockError::WouldBlock) = total.try_lock() {
        tx.send(1).unwrap();
    }
    assert_eq!(rx.recv().unwrap(), 1);
}

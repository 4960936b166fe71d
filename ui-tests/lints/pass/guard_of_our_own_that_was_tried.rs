#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::{Mutex, RwLock};

#[goroutine]
fn main() {
    let (tx, rx) = chan(8);
    let total = Mutex::new(1);
    let guard = total.try_lock().unwrap();
    tx.send(*guard).unwrap();
    drop(guard);
    if let Some(guard) = total.try_lock() {
        tx.send(*guard).unwrap();
    }
    let limits = RwLock::new([1, 2]);
    let limit = limits.read();
    tx.send(limit[0]).unwrap();
    drop(limit);
    for limit in limits.write().iter_mut() {
        tx.send(*limit).unwrap();
    }
    let both = (total.lock(), Some(limits.try_read().unwrap()));
    tx.send(*both.0).unwrap();
    drop(both);
    let Some(guard) = total.try_lock() else { return };
    tx.send(*guard).unwrap();
    assert_eq!(rx.try_iter().sum::<i32>(), 8);
}

#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Mutex, MutexGuard};

fn add(mut total: MutexGuard<'_, u32>) {
    *total += 1;
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(8);
    let total = Mutex::new(1);
    let guard = total.lock().unwrap();
    add(guard);
    tx.send(1).unwrap();
    let guard = total.lock().unwrap();
    let end = move || drop(guard);
    end();
    tx.send(1).unwrap();
    let boxed = Box::new(total.lock().unwrap());
    drop(boxed);
    tx.send(1).unwrap();
    assert_eq!(rx.try_iter().sum::<i32>(), 3);
}

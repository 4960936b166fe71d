#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let total = Mutex::new(1);
    let guard = total.lock();
    tx.send(*guard).unwrap();
    drop(guard);
    assert_eq!(rx.recv().unwrap(), 1);
}

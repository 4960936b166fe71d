#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

struct Shared(Mutex<u32>);

impl std::ops::Deref for Shared {
    type Target = Mutex<u32>;

    fn deref(&self) -> &Mutex<u32> {
        &self.0
    }
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Shared(Mutex::new(1));
    let guard = total.lock().unwrap();
    tx.send(*guard).unwrap();
}

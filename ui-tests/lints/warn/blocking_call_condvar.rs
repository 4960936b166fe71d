#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Condvar, Mutex};

#[goroutine]
fn main() {
    let ready = Mutex::new(false);
    let changed = Condvar::new();
    let guard = changed.wait_while(ready.lock().unwrap(), |ready| !*ready);
    drop(guard);
}

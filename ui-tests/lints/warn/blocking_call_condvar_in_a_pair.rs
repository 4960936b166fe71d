#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Arc, Condvar, Mutex};

#[goroutine]
fn main() {
    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    let (ready, changed) = &*pair;
    let guard = changed.wait_while(ready.lock().unwrap(), |ready| !*ready);
    drop(guard);
}

#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Arc, Mutex};

#[goroutine]
fn main() {
    let total = Arc::new(Mutex::new(0));
    let handle = go!(|total = total.clone()| *total.lock().unwrap() += 1);
    handle.join().unwrap();
    assert_eq!(*total.lock().unwrap(), 1);
}

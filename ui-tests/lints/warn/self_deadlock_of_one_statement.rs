#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::RwLock;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let list = Mutex::new(vec![1]);
    list.lock().unwrap().push(list.lock().unwrap().len());
    let table = RwLock::new(1);
    let read = table.read();
    *table.write() = *read + 1;
}

//! Do not do this: a lock of std is held while its goroutine is parked.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};
use std::sync::{Arc, Mutex};

#[goroutine(max_procs = 1, allow(held_guard))]
fn main() {
    let total = Arc::new(Mutex::new(0));
    let handle = go!(|total = Arc::clone(&total)| {
        let mut guard = total.lock().unwrap();
        sleep(Duration::from_millis(50)); // parks, and holds the lock
        *guard += 1;
    });
    sleep(Duration::from_millis(10));
    match total.try_lock() {
        Ok(_) => println!("the lock is free"),
        Err(_) => println!("`lock` would put the only worker to sleep, and nobody could ever unlock"),
    }
    handle.join().unwrap();
    println!("total: {}", total.lock().unwrap());
}

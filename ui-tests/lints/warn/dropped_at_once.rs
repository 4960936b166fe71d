#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::{Mutex, Semaphore};

#[goroutine]
fn main() {
    let turns = Mutex::new(());
    let seats = Semaphore::new(2);
    let _ = turns.lock();
    let _ = seats.acquire();
    println!("alone, and with a seat?");
}

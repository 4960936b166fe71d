#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::Semaphore;

#[goroutine]
fn fetch_all(seats: &Semaphore) {
    for page in 0..3 {
        let _ = seats.acquire_many(2);
        println!("{page}");
    }
}

fn main() {
    fetch_all(&Semaphore::new(2));
}

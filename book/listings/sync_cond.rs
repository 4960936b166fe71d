//! A shop that waits for the bakery.

use goroutines::prelude::*;
use goroutines::sync::{Cond, Mutex};

static LOAVES: Mutex<u32> = Mutex::new(0);
static BAKED: Cond = Cond::new();

#[goroutine]
fn main() {
    go!(bake(3));
    for customer in 1..=3 {
        let mut loaves = BAKED.wait_while(LOAVES.lock(), |loaves| *loaves == 0);
        *loaves -= 1;
        println!("customer {customer} has a loaf");
    }
}

fn bake(number: u32) {
    for _ in 0..number {
        *LOAVES.lock() += 1;
        BAKED.notify_one();
    }
}

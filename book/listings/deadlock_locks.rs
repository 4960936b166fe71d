//! Two locks, taken in opposite orders.

use goroutines::prelude::*;
use goroutines::sync::{Barrier, Mutex};

static ALICE: Mutex<i32> = Mutex::new(100);
static BOB: Mutex<i32> = Mutex::new(100);
static BOTH: Barrier = Barrier::new(2);

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    wg.go(|| transfer(&ALICE, &BOB));
    wg.go(|| transfer(&BOB, &ALICE));
    wg.wait();
}

fn transfer(from: &Mutex<i32>, to: &Mutex<i32>) {
    let mut from = from.lock();
    BOTH.wait(); // so that it happens every time
    let mut to = to.lock();
    *from -= 10;
    *to += 10;
}

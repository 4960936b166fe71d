#![deny(deprecated)]

use goroutines::prelude::*;
use std::cell::RefCell;

thread_local! {
    static TOTAL: RefCell<i32> = RefCell::new(0);
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    go!(|| while tx.send(1).is_ok() {});
    TOTAL.with(|total| *total.borrow_mut() += rx.recv().unwrap_or(0));
    TOTAL.with_borrow_mut(|total| *total += rx.recv().unwrap_or(0));
}

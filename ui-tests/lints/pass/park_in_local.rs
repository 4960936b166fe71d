#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::goroutine_local;
use std::cell::Cell;

thread_local! {
    static TOTAL: Cell<i32> = const { Cell::new(0) };
}

goroutine_local! {
    static SEEN: Cell<i32> = Cell::new(0);
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(2);
    tx.send(1).unwrap();
    tx.send(2).unwrap();
    // Wait first.
    let value = rx.recv().unwrap();
    TOTAL.with(|total| total.set(total.get() + value));
    // A goroutine's own value stays with it.
    SEEN.with(|seen| seen.set(rx.recv().unwrap()));
    println!("{} {}", TOTAL.get(), SEEN.get());
}

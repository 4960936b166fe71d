//! A function of the program becomes a goroutine by the word in front of it, and a `WaitGroup` waits for its end.
//!
//! The group is told of the goroutine before it starts. Told inside it, `wait` might come first and find
//! nothing to wait for.

use goroutines::prelude::*;

#[goroutine]
pub(crate) fn main() {
    let wg = WaitGroup::new();
    wg.add(1);
    go!(blanket(wg.clone()));
    wg.wait();
}

#[goroutine]
fn blanket(wg: WaitGroup) {
    defer! { wg.done() }
    println!("a blanket function");
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn work(n: u32, wg: WaitGroup) {
    if n == 0 {
        return;
    }
    println!("{n}");
    wg.done();
}

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    for n in 0..3 {
        wg.add(1);
        go!(work(n, wg.clone()));
    }
    wg.wait();
}

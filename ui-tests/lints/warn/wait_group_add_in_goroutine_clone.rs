#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    let counter = wg.clone();
    go! {
        counter.add(1);
        counter.done();
    };
    wg.wait();
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    wg.add(1);
    go!(|wg = wg.clone()| {
        wg.add(1);
        go!(|wg = wg.clone()| wg.done());
        wg.done();
    });
    wg.wait();
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    wg.add(2);
    go!(|wg = wg.clone()| wg.done());
    go!(|wg = wg.clone()| {
        wg.wait();
        println!("the others are done");
        wg.done();
    });
    let group = WaitGroup::new();
    let whole = group.clone();
    group.go(move || whole.wait());
    wg.wait();
}

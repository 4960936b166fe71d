#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    for _ in 0..3 {
        wg.add(1);
        go!(|wg = wg.clone()| {
            println!("working");
            wg.done();
        });
    }
    wg.wait();
}

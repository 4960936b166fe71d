#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    for _ in 0..3 {
        go!(|wg = wg.clone()| {
            wg.add(1);
            println!("working");
            wg.done();
        });
    }
    wg.wait();
}

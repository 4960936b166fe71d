#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    for i in 0..3 {
        wg.add(1);
        go!(|i, wg = wg.clone()| {
            if i == 1 {
                return;
            }
            println!("{i}");
            wg.done();
        });
    }
    wg.wait();
}

//! `wg.done()` is forgotten in one of two goroutines: the group never comes down to zero, nothing can wake the main
//! goroutine any more, and the runtime says so and ends the process with status 2.

use goroutines::prelude::*;

#[goroutine]
pub(crate) fn main() {
    let wg = WaitGroup::new();
    wg.add(2);

    println!("Start Goroutines");

    go!(|wg = wg.clone()| {
        println!("the first is done");
        wg.done();
    });

    go! {
        println!("the second forgets to say so");
    }

    // Wait for the goroutines to finish.
    println!("Waiting To Finish");
    wg.wait();

    println!("this is never printed");
}

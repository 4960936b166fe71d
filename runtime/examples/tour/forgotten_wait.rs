//! Without `wg.wait()` the main goroutine ends at once, and with it the process, whatever the others are doing.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
pub(crate) fn main() {
    let wg = WaitGroup::new();
    wg.add(1);

    println!("Start Goroutines");

    go!(|wg = wg.clone()| {
        sleep(Duration::from_millis(500));
        println!("this is never printed");
        wg.done();
    });

    println!("Terminating Program");
}

//! A goroutine that blocks for ever stays until the process ends, and the program goes on.

use goroutines::prelude::*;
use goroutines::runtime;
use goroutines::time::{Duration, sleep};

#[goroutine]
pub(crate) fn main() {
    go! {
        // The receiver is there, and never receives.
        let (tx, _rx) = chan(0);
        tx.send(()).unwrap();
    }
    for step in 1..=3 {
        sleep(Duration::from_millis(10));
        println!("work, step {step}; goroutines: {}", runtime::num_goroutine());
    }
}

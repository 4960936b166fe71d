#![deny(deprecated)]

use goroutines::prelude::*;
use std::time::Duration;

#[goroutine]
fn main() {
    let (_tx, rx) = chan::<u8>(1);
    let mut turns = 0;
    while turns < 2 {
        select! {
            v = <-rx => drop(v),
            default(Duration::from_millis(1)) => {}
        }
        turns += 1;
    }
}

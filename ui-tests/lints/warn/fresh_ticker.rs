#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::tick;
use std::time::Duration;

#[goroutine]
fn main() {
    let (_tx, rx) = chan::<i32>(0);
    loop {
        select! {
            v = <-rx => {
                if v.is_err() {
                    break;
                }
            }
            <-tick(Duration::from_secs(1)) => println!("tick"),
        }
    }
}

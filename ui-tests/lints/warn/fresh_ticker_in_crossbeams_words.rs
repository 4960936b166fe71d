#![deny(deprecated)]

use goroutines::prelude::*;
use std::time::Duration;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    go!(|| while tx.send(1).is_ok() {});
    let mut n = 0;
    while n < 3 {
        select! {
            recv(rx) -> v => n += v.unwrap_or(3),
            recv(goroutines::channel::tick(Duration::from_secs(1))) -> _ => println!("tick"),
        }
    }
}

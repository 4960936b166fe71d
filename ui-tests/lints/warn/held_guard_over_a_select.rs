#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::RwLock;
use std::time::Duration;

#[goroutine]
fn main() {
    let config = RwLock::new(3);
    let (_tx, rx) = chan::<u8>(1);
    let limit = config.read().unwrap();
    select! {
        v = <-rx => println!("{v:?}"),
        default(Duration::from_millis(1)) => println!("{limit}"),
    }
}

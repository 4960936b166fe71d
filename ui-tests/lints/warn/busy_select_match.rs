#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    loop {
        match select! { v = <-rx => Some(v), default => None } {
            Some(v) => {
                println!("{v:?}");
                break;
            }
            None => {}
        }
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::time::Ticker;
use std::time::Duration;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    go!(|| while tx.send(1).is_ok() {});
    for _ in 0..2 {
        loop {
            let beat = Ticker::new(Duration::from_secs(1));
            select! {
                Ok(v) = <-rx else { return } => println!("{v}"),
                <-beat => break,
            }
        }
    }
}

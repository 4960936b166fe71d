#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    let v = loop {
        let v = select! {
            v = <-rx => v.unwrap(),
            default => continue,
        };
        break v;
    };
    println!("{v}");
}

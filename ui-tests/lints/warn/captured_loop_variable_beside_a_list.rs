#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, _rx) = chan(3);
    for i in 0..3 {
        go!(|tx = tx.clone()| {
            tx.send(i).unwrap();
        });
    }
}

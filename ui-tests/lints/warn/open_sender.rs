#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    for i in 0..3 {
        let tx = tx.clone();
        go!(|i, tx| tx.send(i).unwrap());
    }
    for v in rx {
        println!("{v}");
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(2);
    for [mut first, second] in [[1, 2], [3, 4]] {
        first += 1;
        let tx = tx.clone();
        go! {
            first += second;
            tx.send(first).unwrap();
        }
    }
    println!("{:?}", rx.recv());
}

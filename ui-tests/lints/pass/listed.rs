#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(3);
    for i in 0..3 {
        go!(|tx = tx.clone(), i| tx.send(i).unwrap());
    }
    assert_eq!(rx.iter().take(3).sum::<u32>(), 3);
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let mut buffer = vec![0; 3];
    go! {
        buffer[0] = 1;
        tx.send(buffer).unwrap();
    }
    assert_eq!(rx.recv().unwrap(), [1, 0, 0]);
}

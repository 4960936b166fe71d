#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(2);
    let mut buffer = vec![0];
    for _ in 0..2 {
        go!(|mut buffer, tx = tx.clone()| {
            buffer[0] += 1;
            tx.send(buffer[0]).unwrap();
        });
        buffer = vec![1];
    }
    assert_eq!(rx.iter().take(2).sum::<usize>() + buffer.len(), 4);
}

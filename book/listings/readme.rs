//! What the README opens with.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    for i in 1..=3 {
        go!(|tx = tx.clone(), i| tx.send(i * i).unwrap());
    }
    drop(tx);
    println!("{}", rx.iter().sum::<i32>());
}

//! A buffer of two, and what `close` leaves.

use goroutines::prelude::*;

fn main() {
    let (tx, rx) = chan(2);
    tx.send("one").unwrap();
    tx.send("two").unwrap();
    println!("full: {}, try_send: {:?}", tx.is_full(), tx.try_send("three"));

    println!("close: {}, close again: {}", tx.close(), tx.close());
    println!("send: {:?}", tx.send("four"));
    println!("{:?} {:?} {:?}", rx.recv(), rx.recv(), rx.recv());
}

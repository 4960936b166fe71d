//! Receives from as many channels as there are, until all have ended.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut open = Vec::new();
    for sender in 1..=3 {
        let (tx, rx) = chan(0);
        go!(|tx, sender| {
            for n in 1..=sender {
                tx.send(100 * sender + n).unwrap();
            }
        });
        open.push(rx);
    }

    let mut all = Vec::new();
    while !open.is_empty() {
        select! {
            (i, n) = <-each open => match n {
                Ok(n) => all.push(n),
                Err(_) => drop(open.swap_remove(i)),
            },
        }
    }
    all.sort();
    println!("{all:?}");
}

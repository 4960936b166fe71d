//! `Some(n)` takes the values of a channel, and no notice of its end.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let (quit, quitting) = chan(0);
    go! {
        for n in [1, 2, 3] { tx.send(n).unwrap(); }
        drop(tx);
        quit.send(()).unwrap();
    }

    let (mut sum, mut turns) = (0, 0);
    loop {
        turns += 1;
        select! {
            Some(n) = <-rx => sum += n,
            <-quitting => break,
        }
    }
    println!("{sum}, in {turns} turns");
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    'turns: loop {
        select! {
            v = <-rx => {
                println!("{v:?}");
                break 'turns;
            }
            default => continue 'turns,
        }
    }
}

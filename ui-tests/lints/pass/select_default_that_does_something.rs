#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let mut polls = 0;
    loop {
        if let Some(v) = select! { v = <-rx => v.ok(), default => None } {
            assert_eq!(v, 3);
            break;
        }
        polls += 1;
        if polls == 3 {
            tx.send(3).unwrap();
        }
    }
    'outer: for turn in 0..3 {
        loop {
            select! {
                v = <-rx => assert_eq!(v, Ok(turn)),
                default => continue 'outer,
            }
        }
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let mut steps = 0;
    loop {
        select! {
            v = <-rx => {
                assert_eq!(v, Ok(100));
                break;
            }
            default => {}
        }
        steps += 1;
        if steps == 100 {
            tx.send(steps).unwrap();
        }
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let all = [chan(1), chan(1)];
    for _ in 0..2 {
        for (tx, _) in &all {
            select! {
                tx <- 1 => {}
                default => {}
            }
        }
    }
    assert!(all.iter().all(|(_, rx)| rx.recv() == Ok(1)));
}

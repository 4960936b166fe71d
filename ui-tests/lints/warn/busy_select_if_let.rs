#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    loop {
        if let Some(v) = select! { v = <-rx => v.ok(), default => None } {
            println!("{v}");
            break;
        }
    }
}

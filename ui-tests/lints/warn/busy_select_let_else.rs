#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    let v = loop {
        let got = select! { v = <-rx => v.ok(), default => None };
        let Some(v) = got else { continue };
        break v;
    };
    println!("{v}");
}

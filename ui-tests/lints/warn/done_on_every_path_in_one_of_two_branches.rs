#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    wg.add(1);
    let (tx, rx) = chan(1);
    go!(|wg = wg.clone()| {
        let Ok(first) = rx.recv() else {
            wg.done();
            return;
        };
        let Ok(second) = rx.recv() else { return };
        println!("{first} {second}");
        wg.done();
    });
    tx.send(1).unwrap();
    drop(tx);
    wg.wait();
}

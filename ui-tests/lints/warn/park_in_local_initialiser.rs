#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    thread_local! {
        static GATE: WaitGroup = {
            let gate = WaitGroup::new();
            gate.wait();
            gate
        };
    }
    GATE.with(WaitGroup::done);
    println!("{:?}", rx.recv());
}

//! Workers that end when the queue is closed and empty.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(10);
    let wg = WaitGroup::new();
    for _ in 0..2 {
        let rx = rx.clone();
        wg.go(move || {
            for mail in rx {
                println!("sent to {mail}");
            }
        });
    }
    for mail in ["ada", "grace", "edsger"] {
        tx.send(mail).unwrap();
    }
    tx.close();
    wg.wait();
}

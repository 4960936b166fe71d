#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    let (quit, done) = chan::<()>(1);
    quit.send(()).unwrap();
    let total = Mutex::new(1);
    select! {
        <-done => {
            let guard = total.lock().unwrap();
            tx.send(*guard).unwrap();
        }
        v = <-rx => println!("{v:?}"),
    }
}

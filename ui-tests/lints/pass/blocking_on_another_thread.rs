#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let handle = std::thread::spawn(|| {
        std::thread::sleep(std::time::Duration::from_millis(1));
    });
    let (tx, rx) = chan(1);
    std::thread::spawn(move || tx.send(std::fs::metadata(".").is_ok()).unwrap());
    assert!(rx.recv().unwrap());
    drop(handle);
}

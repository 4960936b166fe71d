#![deny(deprecated)]

use goroutines::prelude::*;
struct Door;

impl Door {
    fn lock(&self) -> u32 {
        1
    }

    fn read(&self) -> Result<u32, ()> {
        Ok(2)
    }
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(2);
    let door = Door;
    let key = door.lock();
    tx.send(key).unwrap();
    let message = door.read().unwrap();
    tx.send(message).unwrap();
    assert_eq!(rx.recv().unwrap() + rx.recv().unwrap(), 3);
}

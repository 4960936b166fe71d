#![deny(deprecated)]

use goroutines::prelude::*;
use std::cell::RefCell;

/// It gives out what borrows it.
struct Socket(Vec<u8>);

impl Socket {
    fn read(&mut self) -> Result<&mut [u8], ()> {
        Ok(&mut self.0)
    }

    fn write(&mut self) -> Result<(), ()> {
        Ok(())
    }
}

struct Door;
struct Key(usize);

impl Door {
    fn lock(&self) -> Result<Key, ()> {
        Ok(Key(3))
    }
}

/// Its result is of the type that is asked for, later.
struct Scanner;

impl Scanner {
    fn read<T: From<u8>>(&mut self) -> Result<T, ()> {
        Ok(T::from(7))
    }
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(8);
    let mut socket = Socket(Vec::new());
    let message = socket.read().unwrap();
    tx.send(message.len()).unwrap();
    socket.write().unwrap();
    let key = Door.lock().unwrap();
    tx.send(key.0).unwrap();
    let mut scanner = Scanner;
    let number = scanner.read().unwrap();
    tx.send(1).unwrap();
    assert_eq!(Vec::<u8>::from([number]), [7]);
    let cell = RefCell::new(1);
    let borrowed = cell.borrow_mut();
    tx.send(*borrowed).unwrap();
    drop(borrowed);
    assert_eq!(rx.try_iter().sum::<usize>(), 5);
}

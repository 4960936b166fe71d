#![deny(deprecated)]

use goroutines::channel::Select;
use goroutines::prelude::*;
use std::sync::{Mutex, mpsc};
use std::time::Duration;

struct Shelf(Vec<u32>);

impl Shelf {
    fn send(&self, _: u32) {}
    fn wait(&self) {}
    fn accept(&self) {}

    fn join(&self) -> String {
        self.0.iter().map(u32::to_string).collect()
    }
}

#[goroutine(allow(blocking_call))]
fn main() {
    let shelf = Mutex::new(Shelf(vec![1]));
    let (tx, rx) = mpsc::channel();
    let guard = shelf.lock().unwrap();
    tx.send(guard.0.len()).unwrap();
    guard.send(3);
    guard.wait();
    assert_eq!(guard.join(), "1");
    let other = Shelf(vec![2]);
    other.send(4);
    other.wait();
    other.accept();
    assert_eq!(other.join(), "2");
    let (one, two) = chan(1);
    let mut select = Select::new();
    select.send(&one);
    drop(guard);
    one.send(1).unwrap();
    assert_eq!(rx.recv_timeout(Duration::ZERO), Ok(two.recv().unwrap()));
}

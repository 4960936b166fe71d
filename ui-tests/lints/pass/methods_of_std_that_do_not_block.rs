#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::mpsc;

#[goroutine]
fn main() {
    let (tx, rx) = mpsc::channel();
    tx.send(1).unwrap();
    assert_eq!(rx.try_recv(), Ok(1));
    let (tx, rx) = mpsc::sync_channel(1);
    tx.try_send(2).unwrap();
    assert_eq!(rx.try_iter().sum::<i32>(), 2);
    let mut child = std::process::Command::new("true").spawn().unwrap();
    while child.try_wait().unwrap().is_none() {
        goroutines::yield_now();
    }
    let ready = std::sync::Condvar::new();
    ready.notify_all();
    let thread = std::thread::spawn(move || {
        let barrier = std::sync::Barrier::new(1);
        barrier.wait().is_leader()
    });
    assert!(goroutines::blocking(|| thread.join().unwrap()));
}

//! A goroutine parks while it unwinds, and another one of its thread asks whether the thread is panicking.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};
use std::thread;

#[goroutine(max_procs = 1)]
fn main() {
    let (tx, rx) = chan(0);
    let handle = go! {
        defer! { tx.send("cleaning up").unwrap() } // parks while unwinding
        panic!("something went wrong");
    };
    sleep(Duration::from_millis(10));
    println!("panicking() in main: {}", thread::panicking());
    println!("{}", rx.recv().unwrap());
    let _ = handle.join();
    println!("panicking() in main: {}", thread::panicking());
}

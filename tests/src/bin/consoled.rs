//! A program with a console, for its tests: some goroutines wait, until somebody writes a line to standard input.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::{io, runtime, yield_now};

#[goroutine]
fn main() {
    let (tx, rx) = chan::<()>(0);
    for _ in 0..20 {
        go!(|rx = rx.clone()| {
            let _ = rx.recv();
        });
    }
    while runtime::metrics().waiting < 20 {
        yield_now();
    }
    println!("ready");
    let mut line = String::new();
    io::stdin().read_line(&mut line).unwrap();
    drop(tx);
    if line.trim() == "deadlock" {
        let (_tx, rx) = chan::<()>(0);
        let _ = rx.recv();
    }
}

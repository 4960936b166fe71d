//! A program whose `main` is no goroutine, and which uses some all the same.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use std::env;
use std::process::{self, Command};

fn main() {
    let (_tx, rx) = chan::<()>(0);
    go!(|| rx.recv());
    match env::args().nth(1).as_deref() {
        Some("quit") => {
            Command::new("kill").args(["-QUIT", &process::id().to_string()]).status().unwrap();
            loop {
                std::thread::park();
            }
        }
        other => panic!("no scenario {other:?}"),
    }
}

//! Programs for the tests of reports: dumps, signals, `goexit` on the main goroutine.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::{runtime, yield_now};
use std::env;
use std::io::{self, Write};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("main") => println!("{}", runtime::current()),
        Some("unstarted") => dump_the_unstarted(),
        other => panic!("no scenario {other:?}"),
    }
}

fn dump() {
    runtime::dump(&mut io::stdout()).unwrap();
    println!("---");
    io::stdout().flush().unwrap();
}

/// On one worker nothing starts before this goroutine lets it.
fn dump_the_unstarted() {
    for _ in 0..3 {
        go!(|| ());
    }
    dump();
    while runtime::num_goroutine() > 1 {
        yield_now();
    }
    go!(|| ());
    dump();
    while runtime::num_goroutine() > 1 {
        yield_now();
    }
    dump();
}

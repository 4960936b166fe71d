//! A program that panics in every kind of code that a macro carries. The test looks for the panics in this file.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines_tests::ms;
use std::env;

fn apply(n: u8, f: impl FnOnce(u8)) {
    f(n);
}

#[goroutine]
fn looping(n: u8) {
    for _ in 0..n {
        if n > 0 {
            panic!("in a loop of a function");
        }
    }
}

#[goroutine]
fn main() {
    let n = 1;
    let (tx, rx) = chan::<u8>(1);
    let handle = match env::args().nth(1).as_deref() {
        Some("in a body") => go!(let m = n; panic!("in a body, {m}")),
        Some("in a list's body") => go!(|mut m = n| { m += 1; panic!("in a list's body, {m}") }),
        Some("in an argument") => go!(apply(n, |m| panic!("in an argument, {m}"))),
        Some("in a loop of a body") => go!(for m in 0..n {
            if m < n {
                panic!("in a loop of a body, {m}")
            }
        }),
        Some("in a scoped body") => go!(|| scope(|s| {
            go!(in s, { panic!("in a scoped body") });
        })),
        Some("in a loop of a function") => go!(looping(n)),
        Some("in an arm") => go!(|| select! {
            _ = <-rx => {}
            default => panic!("in an arm"),
        }),
        Some("in a value") => go!(|| select! {
            tx <- if n > 0 { panic!("in a value") } else { n } => {}
            _ = <-rx => {}
        }),
        Some("in a timeout") => go!(|| select! {
            recv(rx) -> _ => {}
            default(if n > 0 { panic!("in a timeout") } else { ms(1) }) => {}
        }),
        Some("send on closed channel") => {
            tx.close();
            go!(|| select! { // closed
                _ = <-never(&rx) => {}
                tx <- 1 => {}
            })
        }
        _ => panic!("in main"),
    };
    drop(handle.join());
}

fn never(_: &Receiver<u8>) -> Option<&Receiver<u8>> {
    None
}

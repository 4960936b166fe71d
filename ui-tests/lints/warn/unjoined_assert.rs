#![deny(deprecated)]

use goroutines::prelude::*;
// The built-in `test` would leave the function out of a program.
use goroutines::goroutine as test;

#[goroutine]
#[test]
fn adds() {
    go! { assert_eq!(1 + 1, 3); };
}

#[goroutine]
#[test]
fn adds_in_a_group() {
    let wg = WaitGroup::new();
    for i in 0..3 {
        wg.add(1);
        go!(|i, wg = wg.clone()| {
            defer! { wg.done() }
            assert!(i < 2);
        });
    }
    wg.wait();
}

fn main() {
    adds();
    adds_in_a_group();
}

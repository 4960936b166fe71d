#![deny(deprecated)]

use goroutines::prelude::*;
// The built-in `test` would leave the functions out of a program.
use goroutines::goroutine as test;

#[goroutine]
#[test]
fn adds() {
    let handle = go!(|| assert_eq!(1 + 1, 2));
    handle.join().unwrap();
}

#[goroutine]
#[test]
fn adds_in_a_scope() {
    scope(|s| {
        for i in 0..3 {
            go!(in s, |i| assert!(i < 3));
        }
    });
}

fn main() {
    adds();
    adds_in_a_scope();
}

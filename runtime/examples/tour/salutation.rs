//! A goroutine changes a variable of the function that started it.
//!
//! In Go the variable moves to the heap and a `WaitGroup` orders the two accesses. Here the goroutine belongs to a
//! scope: it may borrow the variable, because the scope does not end before it has, and nobody can look at the
//! variable before the scope ends.

use goroutines::prelude::*;

#[goroutine]
pub(crate) fn main() {
    let mut salutation = "hello";
    scope(|s| {
        go!(in s, |&mut salutation| *salutation = "welcome");
    });
    println!("{salutation}");
}

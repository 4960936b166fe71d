//! A goroutine ends in the middle of a function that it has called.

use goroutines::prelude::*;
use goroutines::runtime::{Goexit, goexit};

#[goroutine]
fn main() {
    let handle = go!(work(3));
    let end = handle.join().unwrap_err();
    println!("ended by goexit: {}", end.is::<Goexit>());
}

fn work(left: u32) {
    defer! { println!("leaving level {left}") }
    if left == 1 {
        goexit();
    }
    work(left - 1);
}

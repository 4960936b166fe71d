//! Hello, from an anonymous function: a block.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
pub(crate) fn main() {
    go! {
        println!("hello");
    }
    // continue doing other things
    sleep(Duration::from_millis(10));
}

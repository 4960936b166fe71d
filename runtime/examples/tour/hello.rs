//! Hello, from a function.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
pub(crate) fn main() {
    go!(say_hello());
    // continue doing other things
    sleep(Duration::from_millis(10));
}

#[goroutine]
fn say_hello() {
    println!("Hello");
}

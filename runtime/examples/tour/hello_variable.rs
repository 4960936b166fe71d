//! Hello, from a function in a variable.
//!
//! Nothing joins this goroutine. Without the sleep it would be open whether it runs at all before the main
//! goroutine, and with it the process, ends.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
pub(crate) fn main() {
    let say_hello = || println!("hello");
    go!(say_hello());
    // continue doing other things
    sleep(Duration::from_millis(10));
}

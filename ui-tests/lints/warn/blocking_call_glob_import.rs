#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    use std::thread::*;

    sleep(std::time::Duration::from_millis(1));
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    std::thread::park_timeout(std::time::Duration::from_millis(1));
}

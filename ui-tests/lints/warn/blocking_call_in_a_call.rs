#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    go!(std::thread::sleep(std::time::Duration::from_millis(1)));
}

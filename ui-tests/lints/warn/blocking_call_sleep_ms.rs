#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    std::thread::sleep_ms(1);
}

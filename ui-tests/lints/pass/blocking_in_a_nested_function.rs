#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    fn nap() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    std::thread::spawn(nap);
}

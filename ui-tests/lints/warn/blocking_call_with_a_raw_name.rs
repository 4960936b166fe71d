#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    std::thread::r#sleep(std::time::Duration::from_millis(1));
}

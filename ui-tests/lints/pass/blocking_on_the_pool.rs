#![deny(deprecated)]

use goroutines::blocking;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    blocking(|| std::thread::sleep(std::time::Duration::from_millis(1)));
    let text = goroutines::blocking(|| std::fs::read_to_string("Cargo.toml"));
    assert!(text.is_ok());
    assert!(goroutines::fs::read_to_string("Cargo.toml").is_ok());
    go! {
        use goroutines::fs;

        assert!(fs::metadata(".").is_ok());
    };
}

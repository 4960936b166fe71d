#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let listing = std::process::Command::new("ls").arg("-l").output();
    println!("{}", listing.is_ok());
}

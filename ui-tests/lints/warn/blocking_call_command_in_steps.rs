#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    use std::process::Command;

    let mut listing = Command::new("ls");
    listing.arg("-l");
    println!("{:?}", listing.status());
}

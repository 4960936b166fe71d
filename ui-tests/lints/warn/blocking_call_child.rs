#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut child = std::process::Command::new("ls").spawn().unwrap();
    println!("{:?}", child.wait());
}

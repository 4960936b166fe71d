#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::process::Command;
use goroutines::sync::Barrier;
use std::sync::Arc;

#[goroutine]
fn main() {
    let barrier = Arc::new(Barrier::new(2));
    let other = go!(|barrier = barrier.clone()| barrier.wait().is_leader());
    let leader = barrier.wait().is_leader();
    assert!(leader != other.join().unwrap());
    let listing = Command::new("true").spawn().and_then(|mut child| child.wait());
    assert!(listing.is_ok());
    let mut listing = Command::new("true");
    listing.arg("x");
    assert!(listing.status().is_ok());
}

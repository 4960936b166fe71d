//! A program that a goroutine's panic ends, as in Go.

#![forbid(unsafe_code)]

use goroutines::prelude::*;

#[goroutine(panic = "abort")]
fn main() {
    let wg = WaitGroup::new();
    wg.go(|| panic!("crash"));
    // It is done before the process has ended: a destructor says so while the goroutine unwinds.
    wg.wait();
}

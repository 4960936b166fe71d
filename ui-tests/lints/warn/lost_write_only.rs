#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut done = [false; 2];
    go! {
        done[0] = true;
    }
}

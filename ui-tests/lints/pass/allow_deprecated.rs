#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
#[allow(deprecated)]
fn all() {
    for i in 0..3 {
        go!(|| assert!(i < 3));
    }
}

#[goroutine]
fn main() {
    all();
    #[allow(deprecated)]
    for i in 0..3 {
        go!(|| assert!(i < 3));
    }
}

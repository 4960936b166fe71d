#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        go! {
            assert_eq!(i + 1, 2, "at {i}");
        }
    }
}

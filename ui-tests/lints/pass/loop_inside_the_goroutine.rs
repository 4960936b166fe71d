#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    go! {
        for i in 0..3 {
            assert!(i < 3);
        }
    };
}

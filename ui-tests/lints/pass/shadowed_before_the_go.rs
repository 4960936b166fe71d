#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        let i = i + 1;
        go! {
            assert!(i > 0);
        }
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        assert!(i < 3);
        go! {
            let i = 7;
            assert_eq!(i, 7);
        }
    }
}

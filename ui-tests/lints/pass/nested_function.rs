#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        assert!(i < 3);
        go! {
            fn twice(i: u32) -> u32 {
                i * 2
            }
            assert_eq!(twice(2), 4);
        }
    }
}

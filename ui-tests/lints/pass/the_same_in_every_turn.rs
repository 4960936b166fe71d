#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let limit = 3;
    for _ in 0..limit {
        go! {
            assert_eq!(limit, 3);
        }
    }
}

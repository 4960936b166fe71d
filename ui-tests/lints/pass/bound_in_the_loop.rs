#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        let twice = i * 2;
        go! {
            assert_eq!(twice % 2, 0);
        }
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut last = 0;
    for i in 0..3 {
        last = i;
    }
    go! {
        assert_eq!(last, 2);
    }
}

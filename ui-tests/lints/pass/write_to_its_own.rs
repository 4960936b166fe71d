#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let count = 3;
    go! {
        let mut count = count;
        count += 1;
        assert_eq!(count, 4);
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut sum = 0;
    scope(|s| {
        go!(in s, {
            sum += 1;
        });
    });
    assert_eq!(sum, 1);
}

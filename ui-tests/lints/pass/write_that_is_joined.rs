#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut sum = 1;
    let handle = go!(|| {
        sum += 1;
        sum
    });
    sum = handle.join().unwrap();
    assert_eq!(sum, 2);
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        assert!(i < 3);
        go! {
            let mut sum = 0;
            for i in 0..3 {
                sum += i;
            }
            assert_eq!(sum, 3);
        }
    }
}

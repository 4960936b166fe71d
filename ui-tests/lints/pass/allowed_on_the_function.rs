#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine(allow(captured_loop_variable))]
fn main() {
    for i in 0..3 {
        go! {
            assert!(i < 3);
            go! {
                assert!(i < 3);
            }
        }
    }
}

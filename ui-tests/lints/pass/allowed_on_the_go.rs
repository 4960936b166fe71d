#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        go! {
            #[goroutine(allow(captured_loop_variable))]
            assert!(i < 3);
        }
    }
}

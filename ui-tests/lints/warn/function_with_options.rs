#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine(allow(lost_write), warn(captured_loop_variable))]
fn numbers() {
    for i in 0..3 {
        go! {
            println!("{}", i);
        }
    }
}

fn main() {
    numbers();
}

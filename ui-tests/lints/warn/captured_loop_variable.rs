#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        go! {
            println!("goroutine {}", i);
        }
    }
}

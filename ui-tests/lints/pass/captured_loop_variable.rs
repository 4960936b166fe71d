#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        go!(|i| {
            println!("goroutine {}", i);
        });
    }
}

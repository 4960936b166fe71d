#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    go! {
        for i in 0..3 {
            go! {
                println!("{}", i);
            }
        }
    };
}

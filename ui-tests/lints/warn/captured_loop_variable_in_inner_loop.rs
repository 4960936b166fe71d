#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..2 {
        for j in 0..2 {
            go! {
                println!("{}", i + j);
            }
        }
    }
}

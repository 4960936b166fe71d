#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut n = 0;
    while n < 3 {
        go! {
            println!("{n}");
        }
        n += 1;
    }
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..2 {
        [1, 2].iter().for_each(|_| {
            go!(|| println!("{}", i));
        });
    }
}

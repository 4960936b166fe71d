#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for i in 0..3 {
        match i {
            0 => {}
            _ => {
                if i > 1 {
                    go!(|| println!("{}", i));
                }
            }
        }
    }
}

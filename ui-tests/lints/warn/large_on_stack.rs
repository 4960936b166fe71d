#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let sum = go! {
        let bytes = [0u8; 1 << 20];
        bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>()
    };
    println!("{}", sum.join().unwrap());
}

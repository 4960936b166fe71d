#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine(stack_size = "8 MiB")]
fn main() {
    let sum = go! {
        let bytes = [1u8; 1 << 20];
        bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>()
    };
    println!("{}", sum.join().unwrap());
}

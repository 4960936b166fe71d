//! A recursion that is too deep for the stack of a goroutine.

use goroutines::prelude::*;
use std::hint::black_box;

#[goroutine]
fn main() {
    let handle = go!(
        #[goroutine(stack_size = "256 KiB")]
        depth(0)
    );
    println!("{}", handle.join().unwrap());
}

fn depth(level: u64) -> u64 {
    let frame = black_box([level; 128]);
    if level == 1_000 { level } else { depth(level + 1) + frame[7] - level }
}

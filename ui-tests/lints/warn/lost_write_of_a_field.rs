#![deny(deprecated)]

use goroutines::prelude::*;
#[derive(Clone, Copy)]
struct Progress {
    step: u32,
}

#[goroutine]
fn main() {
    let mut progress = Progress { step: 0 };
    let handle = go!(|| progress.step = 1);
    handle.join().unwrap();
    println!("{}", progress.step);
}

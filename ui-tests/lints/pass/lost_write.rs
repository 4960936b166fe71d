#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let handle = go! {
        let mut total = 0;
        total += 1;
        total
    };
    let total = handle.join().unwrap();
    println!("{total}");
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut total = 0;
    let handle = go! {
        total += 1;
        println!("{total}");
    };
    handle.join().unwrap();
    println!("{total}");
}

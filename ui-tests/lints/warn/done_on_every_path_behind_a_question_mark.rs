#![deny(deprecated)]

use goroutines::prelude::*;
use std::num::ParseIntError;

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    wg.add(3);
    for text in ["1", "two", "3"] {
        _ = go!(|text, wg = wg.clone()| {
            let number: i32 = text.parse()?;
            println!("{number}");
            wg.done();
            Ok::<(), ParseIntError>(())
        });
    }
    wg.wait();
}

#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    for (index, word) in ["one", "two"].into_iter().enumerate() {
        go! {
            println!("{index}: {word}");
        }
    }
}

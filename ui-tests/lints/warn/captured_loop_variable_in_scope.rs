#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let words = ["one", "two"];
    scope(|s| {
        for i in 0..2 {
            go!(in s, |&words| println!("{}", words[i]));
        }
    });
}

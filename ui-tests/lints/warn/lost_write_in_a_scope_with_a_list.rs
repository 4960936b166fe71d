#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let data = [1, 2, 3];
    let mut sum = 0;
    scope(|s| {
        go!(in s, |&data| {
            for number in data {
                sum += number;
            }
        });
    });
    println!("{sum}");
}

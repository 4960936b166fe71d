//! Goroutines of a scope may borrow.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let words = ["one", "two", "three"];
    let mut letters = 0;
    scope(|s| {
        go!(in s, |&words, &mut letters| {
            *letters = words.iter().map(|word| word.len()).sum();
        });
        go!(in s, println!("{} words", words.len()));
    });
    println!("{letters} letters");
}

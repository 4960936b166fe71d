//! What a goroutine takes with it.

use goroutines::prelude::*;
use std::sync::Arc;

#[goroutine]
fn main() {
    let greeting = Arc::new(String::from("hello"));
    let name = String::from("alpha");
    let mut visits = 41;

    let handle = go!(|greeting = Arc::clone(&greeting), name, mut visits| {
        visits += 1;
        format!("{greeting} {name}, visit {visits}")
    });
    visits += 100;

    println!("{}", handle.join().unwrap());
    println!("{greeting}, visit {visits}");
}

//! One of three goroutines panics.

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let handles = ["alpha", "", "gamma"].map(|name| go!(check(name)));
    for handle in handles {
        match handle.join() {
            Ok(length) => println!("{length} letters"),
            Err(_) => println!("no answer"),
        }
    }
}

fn check(name: &str) -> usize {
    assert!(!name.is_empty(), "a server needs a name");
    name.len()
}

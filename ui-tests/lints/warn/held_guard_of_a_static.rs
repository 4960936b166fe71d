#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{LazyLock, RwLock};

static WORDS: LazyLock<RwLock<Vec<&str>>> = LazyLock::new(|| RwLock::new(vec!["a"]));

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    for word in WORDS.read().unwrap().iter() {
        tx.send(*word).unwrap();
    }
}

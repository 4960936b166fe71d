#![deny(deprecated)]

use goroutines::prelude::*;

struct Set;

impl Set {
    fn add(&self, _: u32) {}
    fn wait(&self) {}
}

#[goroutine]
fn main() {
    let set = Set;
    let other = Set;
    let done = go! {
        other.add(1);
    };
    set.wait();
    done.join().unwrap();
}

#![deny(deprecated)]

use goroutines::prelude::*;
struct Set(Vec<u32>);

impl Set {
    fn add(&mut self, number: u32) {
        self.0.push(number);
    }
}

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    let mut set = Set(Vec::new());
    wg.go(|| {});
    go! {
        set.add(1);
        assert_eq!(set.0.len(), 1);
    }
    wg.wait();
}

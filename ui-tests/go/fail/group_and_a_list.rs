use goroutines::prelude::*;

fn main() {
    let wg = WaitGroup::new();
    go!(wg, |n = 1| work(n));
}

fn work(_: u8) {}

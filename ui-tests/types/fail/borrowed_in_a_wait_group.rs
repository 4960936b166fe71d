use goroutines::prelude::*;

fn main() {
    let wg = WaitGroup::new();
    let data = vec![1];
    go!(in wg, { println!("{data:?}"); });
    wg.wait();
}

use goroutines::prelude::*;

fn main() {
    let wg = WaitGroup::new();
    go!(in wg, || ()).join();
}

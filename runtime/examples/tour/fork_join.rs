//! Fork and join: with a `WaitGroup` the goroutine has said hello before the program ends.

use goroutines::prelude::*;

#[goroutine]
pub(crate) fn main() {
    let wg = WaitGroup::new();
    let say_hello = |wg: WaitGroup| {
        defer! { wg.done() }
        println!("hello");
    };
    wg.add(1);
    go!(say_hello(wg.clone()));
    wg.wait();
}

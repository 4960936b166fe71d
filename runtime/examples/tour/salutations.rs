//! Three goroutines print three salutations, each its own, in any order.
//!
//! The Go program that is famous for printing the last of them three times (until Go 1.22) cannot be written here
//! by accident: `salutation` is a new variable in every round and moves into the goroutine.

use goroutines::prelude::*;

#[goroutine]
pub(crate) fn main() {
    let wg = WaitGroup::new();
    for salutation in ["hello", "greetings", "good day"] {
        wg.add(1);
        go!(|wg = wg.clone(), salutation| {
            defer! { wg.done() }
            println!("{salutation}");
        });
    }
    wg.wait();
}

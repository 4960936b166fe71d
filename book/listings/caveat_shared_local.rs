//! Do not do this: a thread-local for what belongs to a goroutine.

use goroutines::prelude::*;
use goroutines::sync::Barrier;
use std::cell::Cell;

thread_local! {
    static USER: Cell<&'static str> = const { Cell::new("nobody") };
}

static BOTH_SET: Barrier = Barrier::new(2);

#[goroutine(max_procs = 1)]
fn main() {
    for handle in ["ada", "grace"].map(|user| go!(serve(user))) {
        handle.join().unwrap();
    }
}

fn serve(user: &'static str) {
    USER.set(user);
    BOTH_SET.wait();
    println!("the right user: {}", USER.get() == user);
}

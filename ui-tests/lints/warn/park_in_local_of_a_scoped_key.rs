#![deny(deprecated)]

use goroutines::prelude::*;

struct ScopedKey;

impl ScopedKey {
    fn set<T, R>(&self, _: &T, run: impl FnOnce() -> R) -> R {
        run()
    }
}

/// As scoped-tls declares one.
static CURRENT: ScopedKey = ScopedKey;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    CURRENT.set(&1, || println!("{:?}", rx.recv()));
}

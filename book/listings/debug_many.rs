//! A thousand that wait in the same line.

use goroutines::prelude::*;
use goroutines::{runtime, yield_now};
use std::io;

#[goroutine(max_procs = 1)]
fn main() {
    let (_tx, rx) = chan::<()>(0);
    for _ in 0..1_000 {
        go!(|rx = rx.clone()| for () in rx {});
    }
    while runtime::metrics().waiting < 1_000 {
        yield_now();
    }
    runtime::dump(&mut io::stdout()).unwrap();
}

//! Who am I, and what are the others doing?

use goroutines::prelude::*;
use goroutines::{runtime, yield_now};
use std::io;

#[goroutine(max_procs = 1)]
fn main() {
    let (_tx, rx) = chan::<()>(0);
    go!(
        #[goroutine(name = "waiter")]
        || {
            println!("this is {}", runtime::current());
            let _ = rx.recv();
        }
    );
    yield_now(); // the waiter starts, and waits
    println!("{} goroutines", runtime::num_goroutine());
    runtime::dump(&mut io::stdout()).unwrap();
}

#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let both = Context::background().with_cancel();
    go!(|ctx = both.0.clone()| assert!(ctx.err().is_none()));
    assert!(both.0.err().is_none());
}

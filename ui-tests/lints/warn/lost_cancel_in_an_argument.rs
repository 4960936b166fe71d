#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

fn work(ctx: Context) {
    assert!(ctx.err().is_none());
}

#[goroutine]
fn main() {
    go!(work(Context::background().with_cancel().0));
}

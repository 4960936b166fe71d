#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let ((ctx, _), limit) = (Context::background().with_cancel(), 3);
    assert!(ctx.err().is_none() && limit == 3);
}

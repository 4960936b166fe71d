#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let (child, _cancel) = ctx.with_cancel();
    let (_, only) = child.with_cancel();
    only.cancel();
    cancel.cancel();
    assert!(child.err().is_some());
}

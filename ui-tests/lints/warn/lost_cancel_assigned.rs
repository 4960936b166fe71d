#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let mut ctx = Context::background();
    (ctx, _) = ctx.with_cancel_cause();
    drop(ctx);
}

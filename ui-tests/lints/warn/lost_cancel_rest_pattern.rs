#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (ctx, ..) = Context::background().with_cancel();
    drop(ctx);
}

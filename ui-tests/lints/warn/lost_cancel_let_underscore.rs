#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let ctx = Context::background();
    let _ = ctx.with_cancel();
}

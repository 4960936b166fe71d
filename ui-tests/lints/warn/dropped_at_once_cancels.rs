#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::context::Context;

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let _ = cancel.drop_guard();
    println!("{:?}", ctx.err());
}

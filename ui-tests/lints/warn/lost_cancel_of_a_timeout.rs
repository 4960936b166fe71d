#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;
use std::time::Duration;

#[goroutine]
fn main() {
    let (ctx, _) = Context::background().with_timeout(Duration::from_millis(1));
    ctx.done().recv().unwrap_err();
}

#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;
use std::time::Duration;

#[goroutine]
fn main() {
    let root = Context::background();
    let (ctx, _) = if root.err().is_none() { root.with_cancel() } else { root.with_timeout(Duration::from_millis(1)) };
    drop(ctx);
}

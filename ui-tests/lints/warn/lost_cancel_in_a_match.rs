#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    match Context::background().with_cancel() {
        (ctx, _) => assert!(ctx.err().is_none()),
    }
}

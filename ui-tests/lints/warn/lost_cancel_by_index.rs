#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let ctx = Context::background().with_cancel().0;
    drop(ctx);
}

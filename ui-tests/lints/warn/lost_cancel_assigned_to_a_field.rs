#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

struct Job {
    ctx: Context,
}

#[goroutine]
fn main() {
    let mut job = Job { ctx: Context::background() };
    (job.ctx, ..) = job.ctx.with_cancel();
    assert!(job.ctx.err().is_none());
}

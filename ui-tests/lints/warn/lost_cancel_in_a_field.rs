#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

struct Job {
    ctx: Context,
}

#[goroutine]
fn main() {
    let job = Job { ctx: Context::background().with_cancel().0 };
    assert!(job.ctx.err().is_none());
}

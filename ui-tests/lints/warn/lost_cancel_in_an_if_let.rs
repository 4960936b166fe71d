#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    if let (ctx, _) = Context::background().with_cancel()
        && ctx.err().is_none()
    {
        println!("not cancelled");
    }
}

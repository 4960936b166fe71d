#![deny(deprecated)]

use goroutines::prelude::*;
#[derive(Clone)]
struct Context;

impl Context {
    fn with_cancel(&self) -> (Context, impl FnOnce()) {
        (Context, || {})
    }
}

#[goroutine]
fn main() {
    let (ctx, cancel) = Context.with_cancel();
    let (child, _cancel) = ctx.with_cancel();
    let (_, only) = child.with_cancel();
    only();
    cancel();
}

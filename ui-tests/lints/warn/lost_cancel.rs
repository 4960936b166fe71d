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
    let parent = Context;
    let (ctx, _) = parent.with_cancel();
    drop(ctx);
}

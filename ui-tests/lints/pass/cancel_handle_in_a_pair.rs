#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let both = Context::background().with_cancel();
    assert!(both.0.err().is_none());
    both.1.cancel();
    let (.., cancel) = both.0.with_cancel();
    cancel.cancel();
    let ((ctx, stop), _) = (both.0.with_cancel(), 3);
    stop.cancel();
    let _ = stop;
    assert!(ctx.err().is_some());
}

#![deny(warnings)]
use goroutines::prelude::*;
use goroutines::context::Context;
#[goroutine]
fn main() {
    let armed = true;
    let ctx = Context::background();
    select! { <-ctx.clone().done() if armed => {} default => {} }
}

#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::context::Context;
use std::time::Duration;

#[goroutine]
fn fetch(ctx: &Context, names: &[&str]) -> Option<usize> {
    let (ctx, cancel) = ctx.with_timeout(Duration::from_secs(1));
    let name = names.first()?;
    let length = ctx.err().map_or(name.len(), |_| 0);
    cancel.cancel();
    Some(length)
}

fn main() {
    println!("{:?}", fetch(&Context::background(), &[]));
}

#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;
use std::time::Duration;

#[goroutine]
fn main() {
    let (ctx, _) = Context::background().with_cancel();
    let worker = go!(|| {
        select! {
            <-ctx.done() => println!("cancelled"),
            default(Duration::from_millis(10)) => println!("nobody cancels"),
        }
    });
    worker.join().unwrap();
}

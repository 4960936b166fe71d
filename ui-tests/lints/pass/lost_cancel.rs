#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let worker = go!(|| {
        select! {
            <-ctx.done() => println!("cancelled"),
        }
    });
    cancel.cancel();
    worker.join().unwrap();
}

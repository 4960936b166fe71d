//! The user is tired of waiting, and says why.

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::{Duration, Timer};

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let handle = go!(|ctx| check(&ctx, "alpha", 9_000));
    cancel.cancel_with("the user has left");
    println!("{}", handle.join().unwrap());
}

fn check(ctx: &Context, name: &str, millis: u64) -> String {
    let answer = Timer::new(Duration::from_millis(millis));
    select! {
        <-answer => format!("{name} is up"),
        <-ctx.done() => format!("{name}: {}, because {}", ctx.err().unwrap(), ctx.cause().unwrap()),
    }
}

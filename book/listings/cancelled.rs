//! Who has not answered in time is told that nobody waits any more.

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::{Duration, Timer};

const SERVERS: [(&str, u64); 3] = [("alpha", 9_000), ("beta", 30), ("gamma", 60)];

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_timeout(Duration::from_millis(500));
    let _cancel = cancel.drop_guard();
    let handles = SERVERS.map(|(name, millis)| go!(|ctx = ctx.clone()| check(&ctx, name, millis)));
    for handle in handles {
        println!("{}", handle.join().unwrap());
    }
}

/// Asks a server whether it is up, for as long as the context lasts.
fn check(ctx: &Context, name: &str, millis: u64) -> String {
    let answer = Timer::new(Duration::from_millis(millis));
    select! {
        <-answer => format!("{name} is up"),
        <-ctx.done() => format!("{name}: {}", ctx.err().unwrap()),
    }
}

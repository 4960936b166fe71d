//! One deadline for a piece of work, however many calls it makes.

use goroutines::context::{Context, ContextError};
use goroutines::prelude::*;
use goroutines::time::{Duration, after};

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_timeout(Duration::from_millis(100));
    let _cancel = cancel.drop_guard();
    match report(&ctx) {
        Ok(text) => println!("{text}"),
        Err(error) if error.is_timeout() => println!("it takes too long"),
        Err(error) => println!("{error}"),
    }
}

fn report(ctx: &Context) -> Result<String, ContextError> {
    let users = query(ctx, 10)?;
    let orders = query(ctx, 5_000)?;
    Ok(format!("{users} users, {orders} orders"))
}

/// A query that takes its time, unless the context ends before.
fn query(ctx: &Context, millis: u64) -> Result<u64, ContextError> {
    select! {
        <-after(Duration::from_millis(millis)) => Ok(millis),
        <-ctx.done() => Err(ctx.err().unwrap_or(ContextError::Canceled)),
    }
}

//! Three parts of one task. The first error ends the other parts, and is the error of the task.

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::sync::ErrGroup;
use goroutines::time::{Duration, after};

#[goroutine]
fn main() {
    let (group, ctx) = ErrGroup::<String>::with_context(&Context::background());
    for (part, millis) in [("users", 5_000), ("orders", 20), ("invoices", 6_000)] {
        let ctx = ctx.clone();
        group.go(move || load(&ctx, part, millis));
    }
    println!("{:?}", group.wait());
}

fn load(ctx: &Context, part: &str, millis: u64) -> Result<(), String> {
    select! {
        <-after(Duration::from_millis(millis)) => Err(format!("{part} cannot be read")),
        <-ctx.done() => {
            println!("{part}: stopped, because {}", ctx.cause().unwrap());
            Ok(())
        }
    }
}

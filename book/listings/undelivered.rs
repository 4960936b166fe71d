//! What an arm would have sent is still there when another one runs.

use goroutines::context::Context;
use goroutines::prelude::*;

fn hand_over(ctx: &Context, jobs: &Sender<String>, job: String) -> Result<(), String> {
    select! {
        jobs <- job else { return Err("nobody works here".into()) } => Ok(()),
        <-ctx.done() => Err(job),
    }
}

fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let (jobs, _worker) = chan(0);
    cancel.cancel();
    println!("{:?}", hand_over(&ctx, &jobs, "paint the fence".into()));
}

//! `else` on arms that send: no receiver is left, or the channel is closed.

#![deny(warnings)]

use goroutines::context::Context;
use goroutines::{Sender, chan, goroutine, select};

struct Full;

#[goroutine]
fn produce(ctx: &Context, tx: &Sender<u32>, from: &Option<Sender<u32>>) -> Result<u32, Full> {
    let mut n = 0;
    loop {
        select! {
            tx <- n else { return Ok(n) } => n += 1,
            from <- if n > 100 { 1 } else { 2 } else { break } => n += 2,
            ctx.done().clone().iter().next().map(|()| tx.clone()) <- n if false else { continue } => {}
            <-ctx.done() => return Err(Full),
        }
    }
    Ok(n + 1_000)
}

fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let (tx, rx) = chan(8);
    let (ended, nobody) = chan(8);
    drop(nobody);
    assert_eq!(produce(&ctx, &ended, &None).ok(), Some(0));
    drop(rx);
    let (open, _keep) = chan(1);
    assert!(matches!(produce(&ctx, &open, &Some(tx)), Ok(1_000 | 1_001)));
    cancel.cancel();
    let (full, _keep) = chan(0);
    assert!(produce(&ctx, &full, &None).is_err());
}

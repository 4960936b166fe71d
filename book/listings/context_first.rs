//! The first answer is enough: then the others may stop.

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::{Duration, after};

const SERVERS: [(&str, u64); 3] = [("alpha", 9_000), ("beta", 30), ("gamma", 8_000)];

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let (tx, rx) = chan(0);
    let wg = WaitGroup::new();
    for (name, millis) in SERVERS {
        let (ctx, tx) = (ctx.clone(), tx.clone());
        wg.go(move || check(&ctx, name, millis, &tx));
    }
    println!("{}", rx.recv().unwrap());
    cancel.cancel();
    wg.wait();
}

/// Asks a server whether it is up, as long as somebody wants to know.
fn check(ctx: &Context, name: &str, millis: u64, answers: &Sender<String>) {
    select! {
        <-after(Duration::from_millis(millis)) => answers.send(format!("{name} is up")).unwrap(),
        <-ctx.done() => println!("{name}: {}", ctx.err().unwrap()),
    }
}

//! Ctrl-C: the server takes nothing new, and ends what it has begun.

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::process::Command;
use goroutines::signal::{Signal, notify_context};
use goroutines::time::{Duration, sleep};

#[goroutine]
fn main() {
    let (ctx, _stop) = notify_context(&Context::background(), &[Signal::INTERRUPT, Signal::TERMINATE]);
    let (requests, incoming) = chan(0);
    let server = go!(|ctx| serve(&ctx, &incoming));

    for number in 1..=3 {
        requests.send(number).unwrap();
    }
    // Instead of the finger on the key:
    Command::new("kill").args(["-INT", &std::process::id().to_string()]).status().unwrap();
    server.join().unwrap();
    println!("one more is taken: {}", requests.send(4).is_ok());
}

fn serve(ctx: &Context, incoming: &Receiver<u32>) {
    let wg = WaitGroup::new();
    loop {
        select! {
            biased;
            <-ctx.done() => break,
            Ok(number) = <-incoming else { break } => wg.go(move || answer(number)),
        }
    }
    println!("no new requests: {}", ctx.cause().unwrap());
    wg.wait();
    println!("all are answered");
}

fn answer(_number: u32) {
    sleep(Duration::from_millis(20));
}

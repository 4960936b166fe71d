//! Stages that are cancelled together.
#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::Duration;

#[goroutine]
fn generate(ctx: Context, out: Sender<u64>) {
    let mut number = 2;
    loop {
        select! {
            out <- number => number += 1,
            <-ctx.done() => return,
        }
    }
}

#[goroutine]
fn filter(prime: u64, input: Receiver<u64>, out: Sender<u64>) {
    for number in &input {
        if number % prime != 0 && out.send(number).is_err() {
            break;
        }
    }
}

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_timeout(Duration::from_secs(60));
    let (out, mut numbers) = chan(0);
    let generator = go!(generate(ctx.clone(), out));
    let mut primes = Vec::new();
    while primes.len() < 8 {
        let Ok(prime) = numbers.recv() else { break };
        primes.push(prime);
        let (out, next) = chan(0);
        let input = std::mem::replace(&mut numbers, next);
        go!(filter(prime, input, out));
    }
    cancel.cancel();
    select! {
        r = <-generator => r.unwrap(),
        <-ctx.done() => assert!(ctx.err().is_some()),
    }
    assert_eq!(primes, [2, 3, 5, 7, 11, 13, 17, 19]);
}

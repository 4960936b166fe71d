//! Numbers, their squares, and the first square over 1,000. Then all stages end.

use goroutines::context::Context;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let wg = WaitGroup::new();
    let (numbers_tx, numbers) = chan(0);
    let (squares_tx, squares) = chan(0);

    let stage = ctx.clone();
    wg.go(move || generate(&stage, &numbers_tx));
    for _ in 0..3 {
        let (stage, numbers, squares_tx) = (ctx.clone(), numbers.clone(), squares_tx.clone());
        wg.go(move || square(&stage, &numbers, &squares_tx));
    }
    drop(squares_tx);

    let found = squares.iter().find(|square| *square > 1_000);
    println!("found one: {}", found.is_some());
    cancel.cancel();
    wg.wait();
    println!("all stages have ended");
}

fn generate(ctx: &Context, numbers: &Sender<u64>) {
    for number in 1.. {
        select! {
            r = numbers <- number => if r.is_err() { return },
            <-ctx.done() => return,
        }
    }
}

fn square(ctx: &Context, numbers: &Receiver<u64>, squares: &Sender<u64>) {
    for number in numbers {
        select! {
            r = squares <- number * number => if r.is_err() { return },
            <-ctx.done() => return,
        }
    }
}

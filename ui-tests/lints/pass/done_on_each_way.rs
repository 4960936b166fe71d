#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::context::Context;

struct Progress;

impl Progress {
    fn done(&self) {}
}

#[goroutine]
fn last_one_reports(last: bool, wg: &WaitGroup) {
    if !last {
        return;
    }
    wg.done();
}

#[goroutine]
fn shows_progress(progress: Progress, n: u32) {
    if n == 0 {
        return;
    }
    progress.done();
}

#[goroutine]
fn cancels(ctx: &Context) -> Option<()> {
    let (ctx, cancel) = ctx.with_cancel();
    let _guard = cancel.drop_guard();
    ctx.err()?;
    let (ctx, cancel) = ctx.with_cancel();
    if ctx.err().is_some() {
        cancel.cancel();
        return None;
    }
    cancel.cancel();
    Some(())
}

#[goroutine]
fn main() {
    let wg = WaitGroup::new();
    wg.add(2);
    for i in 0..2 {
        go!(|i, wg = wg.clone()| {
            if i == 1 {
                wg.done();
                return;
            }
            let square = |n: i32| {
                return n * n;
            };
            println!("{}", square(i));
            wg.done();
        });
    }
    wg.wait();
    // Counted once, for all of them.
    wg.add(1);
    for i in 0..3 {
        go!(|i, wg = wg.clone()| {
            if i < 2 {
                return;
            }
            wg.done();
        });
    }
    wg.wait();
    // Handed on.
    wg.add(1);
    go!(|wg = wg.clone()| {
        if wg.clone().eq_zero() {
            return;
        }
        wg.done();
    });
    wg.wait();
    wg.add(1);
    last_one_reports(true, &wg);
    shows_progress(Progress, 1);
    _ = cancels(&Context::background());
}

trait EqZero {
    fn eq_zero(&self) -> bool;
}

impl EqZero for WaitGroup {
    fn eq_zero(&self) -> bool {
        false
    }
}

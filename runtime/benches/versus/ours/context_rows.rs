//! After the benchmarks of Go's `context`, written anew.

use super::parallel::parallel;
use super::trial::{Clock, Program, Run, short};
use goroutines::channel::TryRecvError;
use goroutines::context::Context;
use goroutines::prelude::*;
use std::hint::black_box;
use std::time::Duration;

pub(super) const PROGRAMS: &[Program] = &[
    short("ctx_common_parent_cancel", common_parent),
    short("ctx_with_timeout_40", |times| with_timeout(40, times)),
    short("ctx_with_timeout_4000", |times| with_timeout(4_000, times)),
    short("ctx_with_timeout_400000", |times| with_timeout(400_000, times)),
    short("ctx_tree_1_background", |times| trees(Root::Background, 1, times)),
    short("ctx_tree_1_open", |times| trees(Root::Open, 1, times)),
    short("ctx_tree_1_closed", |times| trees(Root::Closed, 1, times)),
    short("ctx_tree_10_background", |times| trees(Root::Background, 10, times)),
    short("ctx_tree_10_open", |times| trees(Root::Open, 10, times)),
    short("ctx_tree_10_closed", |times| trees(Root::Closed, 10, times)),
    short("ctx_tree_100_background", |times| trees(Root::Background, 100, times)),
    short("ctx_tree_100_open", |times| trees(Root::Open, 100, times)),
    short("ctx_tree_100_closed", |times| trees(Root::Closed, 100, times)),
    short("ctx_tree_1000_background", |times| trees(Root::Background, 1_000, times)),
    short("ctx_tree_1000_open", |times| trees(Root::Open, 1_000, times)),
    short("ctx_tree_1000_closed", |times| trees(Root::Closed, 1_000, times)),
    short("ctx_check_canceled_err", |times| parallel(times, ended(), is_cancelled_by_err)),
    short("ctx_check_canceled_done", |times| parallel(times, ended(), is_cancelled_by_done)),
    short("ctx_cancel_done", |times| {
        let (ctx, _cancel) = Context::background().with_cancel();
        parallel(times, ctx, is_open_by_done)
    }),
    short("ctx_err_ok", |times| {
        let (ctx, _cancel) = Context::background().with_cancel();
        parallel(times, ctx, is_open_by_err)
    }),
    short("ctx_deep_value_new_10", |times| parallel(times, with_values(10), ask_in_new_goroutines)),
    short("ctx_deep_value_new_50", |times| parallel(times, with_values(50), ask_in_new_goroutines)),
    short("ctx_deep_value_new_100", |times| parallel(times, with_values(100), ask_in_new_goroutines)),
    short("ctx_deep_value_same_10", |times| parallel(times, with_values(10), ask)),
    short("ctx_deep_value_same_50", |times| parallel(times, with_values(50), ask)),
    short("ctx_deep_value_same_100", |times| parallel(times, with_values(100), ask)),
];

fn common_parent(times: u64) -> Run {
    let (ctx, _cancel) = Context::background().with_value(1_u64).with_cancel();
    parallel(times, ctx, child_asked_and_cancelled)
}

#[goroutine]
fn child_asked_and_cancelled(ctx: &Context, times: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..times {
        let (child, cancel) = ctx.with_cancel();
        sum += child.value::<u64>().expect("the root has it");
        cancel.cancel();
    }
    sum
}

/// Ten are made and cancelled, beside so many that exist.
#[goroutine]
fn with_timeout(beside: u64, times: u64) -> Run {
    let (root, _cancel) = Context::background().with_cancel();
    let others: Vec<_> = (0..beside).map(|number| root.with_timeout(HOUR + Duration::from_micros(number))).collect();
    let run = parallel(times, root.clone(), make_and_cancel_ten);
    drop(others);
    run
}

const HOUR: Duration = Duration::from_secs(3_600);

#[goroutine]
fn make_and_cancel_ten(root: &Context, times: u64) -> u64 {
    for _ in 0..times {
        let ten: Vec<_> = (0..10).map(|_| root.with_timeout(HOUR)).collect();
        for (_, cancel) in &ten {
            cancel.cancel();
        }
    }
    times
}

#[derive(Clone, Copy)]
enum Root {
    Background,
    Open,
    Closed,
}

/// A chain of contexts is made of a root, which is cancelled before, after, or never.
#[goroutine]
fn trees(root: Root, depth: u64, times: u64) -> Run {
    let clock = Clock::start();
    let mut ended = 0;
    for _ in 0..times {
        let leaf = match root {
            Root::Background => chain(&Context::background(), depth),
            Root::Open => {
                let (ctx, cancel) = Context::background().with_cancel();
                let leaf = chain(&ctx, depth);
                cancel.cancel();
                leaf
            }
            Root::Closed => {
                let (ctx, cancel) = Context::background().with_cancel();
                cancel.cancel();
                chain(&ctx, depth)
            }
        };
        ended += u64::from(leaf.err().is_some());
    }
    clock.stop(ended)
}

#[goroutine]
fn chain(root: &Context, depth: u64) -> Context {
    let mut ctx = root.clone();
    for _ in 0..depth {
        ctx = child(&ctx);
    }
    ctx
}

/// Nobody will cancel it itself.
fn child(ctx: &Context) -> Context {
    let (child, cancel) = ctx.with_cancel();
    black_box(cancel);
    child
}

fn ended() -> Context {
    let (ctx, cancel) = Context::background().with_cancel();
    cancel.cancel();
    ctx
}

#[goroutine]
fn is_cancelled_by_err(ctx: &Context, times: u64) -> u64 {
    let mut cancelled = 0;
    for _ in 0..times {
        cancelled += u64::from(ctx.err().is_some());
    }
    cancelled
}

#[goroutine]
fn is_cancelled_by_done(ctx: &Context, times: u64) -> u64 {
    let mut cancelled = 0;
    for _ in 0..times {
        cancelled += u64::from(ctx.done().try_recv() == Err(TryRecvError::Disconnected));
    }
    cancelled
}

#[goroutine]
fn is_open_by_done(ctx: &Context, times: u64) -> u64 {
    let mut open = 0;
    for _ in 0..times {
        open += u64::from(ctx.done().try_recv() == Err(TryRecvError::Empty));
    }
    open
}

#[goroutine]
fn is_open_by_err(ctx: &Context, times: u64) -> u64 {
    let mut open = 0;
    for _ in 0..times {
        open += u64::from(ctx.err().is_none());
    }
    open
}

fn with_values(depth: u64) -> Context {
    (0..depth).fold(Context::background(), |ctx, number| ctx.with_value(number))
}

/// For a value that nobody has added.
#[goroutine]
fn ask(ctx: &Context, times: u64) -> u64 {
    let mut missing = 0;
    for _ in 0..times {
        missing += u64::from(black_box(ctx).value::<String>().is_none());
    }
    missing
}

#[goroutine]
fn ask_in_new_goroutines(ctx: &Context, times: u64) -> u64 {
    let mut missing = 0;
    for _ in 0..times {
        let handle = go!(|clone ctx| u64::from(ctx.value::<String>().is_none()));
        missing += handle.join().expect("it does not panic");
    }
    missing
}

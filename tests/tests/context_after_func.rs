//! `context`: functions that are called when a context is done, and cancelling from everywhere at the same time. Go's
//! `context/x_test.go` and `context/afterfunc_test.go`, written anew from what they show.

#![forbid(unsafe_code)]

use goroutines::channel::{TryRecvError, bounded, unbounded};
use goroutines::context::{Context, ContextError};
use goroutines::go;
use goroutines::time::{Duration, sleep};
use goroutines_tests::{World, both, ms, sized};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const HOUR: Duration = Duration::from_secs(3600);

/// CX-18, after x_test.go:TestAfterFuncCalledAfterCancel
fn a_function_is_called_once_after_cancel(_: World) {
    let (tx, rx) = unbounded();
    let (ctx, cancel) = Context::background().with_cancel();
    let handle = ctx.with_value(1).after_func(move || tx.send(()).unwrap());
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    cancel.cancel();
    rx.recv().unwrap();
    cancel.cancel();
    assert!(rx.recv().is_err(), "the function is gone");
    assert!(!handle.stop());
}

/// CX-18, after x_test.go:TestAfterFuncCalledAfterTimeout
fn a_function_is_called_after_a_timeout(_: World) {
    let (tx, rx) = bounded(0);
    let (ctx, _cancel) = Context::background().with_timeout(ms(2));
    ctx.after_func({
        let ctx = ctx.clone();
        move || tx.send(ctx.err()).unwrap()
    });
    assert_eq!(rx.recv(), Ok(Some(ContextError::DeadlineExceeded)));
}

/// CX-18, after x_test.go:TestAfterFuncCalledImmediately
fn a_function_of_a_done_context_is_called_at_once(_: World) {
    let (tx, rx) = bounded(0);
    let (ctx, cancel) = Context::background().with_cancel();
    cancel.cancel();
    let handle = ctx.after_func(move || tx.send(()).unwrap());
    assert!(!handle.stop());
    rx.recv().unwrap();
}

/// CX-19, after x_test.go:TestAfterFuncNotCalledAfterStop
fn a_stopped_function_is_not_called(_: World) {
    let token = Arc::new(());
    let (ctx, cancel) = Context::background().with_cancel();
    let handle = {
        let token = Arc::clone(&token);
        ctx.after_func(move || panic!("called, {token:?}"))
    };
    assert!(handle.stop() && !handle.stop());
    assert_eq!(Arc::strong_count(&token), 1, "it is gone");
    cancel.cancel();
    assert!(!handle.stop());
    sleep(ms(2));
}

/// A context that is never done calls nothing; stop tells the truth.
fn a_function_of_the_background_waits_for_ever(_: World) {
    let handle = Context::background().after_func(|| panic!("called"));
    assert!(handle.stop() && !handle.stop());
    let token = Arc::new(());
    let kept = Arc::clone(&token);
    drop(Context::todo().after_func(move || drop(kept)));
    assert_eq!(Arc::strong_count(&token), 1);
}

/// CX-19: what stop says is what happens.
fn in_a_race_stop_tells_the_truth(world: World) {
    let calls = Arc::new(AtomicUsize::new(0));
    let mut expected = 0;
    for _ in 0..sized(4_000) {
        let (ctx, cancel) = Context::background().with_cancel();
        let counts = Arc::clone(&calls);
        let handle = ctx.after_func(move || {
            counts.fetch_add(1, Ordering::SeqCst);
        });
        world.scope(|s| {
            s.spawn(|| cancel.cancel());
            expected += usize::from(!handle.stop());
        });
    }
    while calls.load(Ordering::SeqCst) < expected {
        world.yield_now();
    }
    sleep(ms(2));
    assert_eq!(calls.load(Ordering::SeqCst), expected);
}

/// CX-20, after x_test.go:TestAfterFuncCalledAsynchronously
fn cancel_does_not_wait_for_functions(_: World) {
    let (tx, rx) = bounded(0);
    let (ctx, cancel) = Context::background().with_cancel();
    // It could not end before `cancel` has returned.
    ctx.after_func(move || tx.send("called").unwrap());
    cancel.cancel();
    assert_eq!(rx.recv(), Ok("called"));
}

/// CX-18: a function waits for its context also when nobody else has it any more, and for those above it.
fn a_function_outlives_the_handles(_: World) {
    let (tx, rx) = unbounded();
    let (root, cancel) = Context::background().with_cancel();
    for n in 0..10 {
        let (ctx, _cancel) = root.with_cancel();
        let (below, _cancel_below) = ctx.with_cancel();
        let tx = tx.clone();
        below.after_func(move || tx.send(n).unwrap());
    }
    let (timed, _cancel_timed) = root.with_timeout(ms(1));
    timed.after_func({
        let tx = tx.clone();
        move || tx.send(100).unwrap()
    });
    drop((timed, _cancel_timed));
    assert_eq!(rx.recv(), Ok(100), "the deadline holds the context");
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    drop(root);
    cancel.cancel();
    let mut called: Vec<i32> = (0..10).map(|_| rx.recv().unwrap()).collect();
    called.sort_unstable();
    assert!(called.into_iter().eq(0..10));
}

/// CX-04: a function is let go with the last context that could be done.
fn nothing_is_left_of_a_forgotten_context(_: World) {
    let token = Arc::new(());
    let (ctx, cancel) = Context::background().with_cancel();
    let (below, cancel_below) = ctx.with_cancel();
    let kept = Arc::clone(&token);
    let handle = below.after_func(move || drop(kept));
    drop((below, cancel_below));
    assert_eq!(Arc::strong_count(&token), 2, "the parent could still call it");
    drop((ctx, cancel));
    assert_eq!(Arc::strong_count(&token), 2, "the handle has it");
    drop(handle);
    assert_eq!(Arc::strong_count(&token), 1);
}

/// CX-04, after context_test.go:XTestCancelRemoves, afterfunc_test.go: children that end leave their parent, so that
/// cancelling it later concerns nobody.
fn ended_children_leave_their_parent(_: World) {
    let (root, cancel) = Context::background().with_cancel();
    let token = Arc::new(());
    for n in 0..sized(4_000) {
        let (child, cancel_child) = root.with_value(Arc::clone(&token)).with_timeout(HOUR);
        let kept = Arc::clone(&token);
        let handle = child.after_func(move || drop(kept));
        match n % 4 {
            0 => cancel_child.cancel(),
            1 => assert!(handle.stop()),
            2 => {
                assert!(handle.stop());
                cancel_child.cancel();
            }
            _ => drop(cancel_child.clone().drop_guard()),
        }
        if n % 4 == 1 {
            cancel_child.cancel();
        }
    }
    // Functions that were called may still run.
    while Arc::strong_count(&token) > 1 {
        sleep(ms(1));
    }
    cancel.cancel();
}

/// CX-07, after x_test.go:TestSimultaneousCancels
fn many_cancel_at_the_same_time(world: World) {
    for round in 0..sized(40) {
        let (root, cancel_root) = Context::background().with_cancel();
        let mut contexts = vec![(root, cancel_root)];
        while contexts.len() < 100 {
            let at = contexts.len() - 1;
            contexts.push(contexts[at].0.with_cancel());
            contexts.push(contexts[at / 2].0.with_cancel());
        }
        world.scope(|s| {
            // In another order each time.
            for n in 0..contexts.len() {
                let (_, cancel) = &contexts[(n * 37 + round) % contexts.len()];
                s.spawn(move || cancel.cancel());
            }
            for (ctx, _) in &contexts {
                assert!(ctx.done().recv().is_err());
            }
        });
    }
}

/// CX-08, after x_test.go:TestInterlockedCancels
fn who_is_woken_by_the_parent_cancels_the_child(world: World) {
    for _ in 0..sized(400) {
        let (parent, cancel_parent) = Context::background().with_cancel();
        let (child, cancel_child) = parent.with_cancel();
        world.scope(|s| {
            s.spawn(|| {
                assert!(parent.done().recv().is_err());
                cancel_child.cancel();
            });
            s.spawn(|| cancel_parent.cancel());
            assert!(child.done().recv().is_err());
        });
    }
}

/// CX-07, CX-08: trees that grow, shrink, are listened to and cancelled from everywhere.
fn a_storm(world: World) {
    let calls = Arc::new(AtomicUsize::new(0));
    world.scope(|s| {
        for member in 0..4_usize {
            let calls = &calls;
            s.spawn(move || {
                for round in 0..sized(400) {
                    let (root, cancel) = Context::background().with_cancel();
                    let mut kept = vec![(root, cancel)];
                    for step in 0..20 {
                        let at = (step * 7 + member + round) % kept.len();
                        let ctx = kept[at].0.clone();
                        match (step * 5 + round) % 6 {
                            0 | 1 => kept.push(ctx.with_cancel()),
                            2 => kept.push(ctx.with_timeout(Duration::from_micros(50))),
                            3 => {
                                let calls = Arc::clone(calls);
                                ctx.after_func(move || {
                                    calls.fetch_add(1, Ordering::Relaxed);
                                });
                            }
                            4 if at > 0 => drop(kept.swap_remove(at)),
                            _ => {
                                let cancel = kept[at].1.clone();
                                go! { cancel.cancel() }
                            }
                        }
                    }
                    kept[0].1.cancel();
                    assert!(kept.iter().all(|(ctx, _)| ctx.err().is_some()));
                }
            });
        }
    });
}

both!(
    a_function_is_called_once_after_cancel,
    a_function_is_called_after_a_timeout,
    a_function_of_a_done_context_is_called_at_once,
    a_stopped_function_is_not_called,
    a_function_of_the_background_waits_for_ever,
    in_a_race_stop_tells_the_truth,
    cancel_does_not_wait_for_functions,
    a_function_outlives_the_handles,
    nothing_is_left_of_a_forgotten_context,
    ended_children_leave_their_parent,
    many_cancel_at_the_same_time,
    who_is_woken_by_the_parent_cancels_the_child,
    a_storm,
);

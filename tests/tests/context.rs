//! `context`: the tree, values, names. Go's `context/x_test.go` and `context/context_test.go`, written anew from what they
//! show.

#![forbid(unsafe_code)]

use goroutines::channel::{Receiver, Select, TryRecvError};
use goroutines::context::{AfterFunc, CancelFunc, CancelGuard, Context, ContextError};
use goroutines::time::{Duration, sleep};
use goroutines::{chan, go, select};
use goroutines_tests::{World, both, ms, sized};
use std::panic::{RefUnwindSafe, UnwindSafe, catch_unwind};
use std::sync::Arc;

const HOUR: Duration = Duration::from_secs(3600);

#[track_caller]
fn assert_live(ctx: &Context) {
    assert_eq!(ctx.err(), None, "{ctx}");
    assert!(ctx.cause().is_none(), "{ctx}");
    assert_eq!(ctx.done().try_recv(), Err(TryRecvError::Empty), "{ctx}");
}

#[track_caller]
fn assert_canceled(ctx: &Context) {
    assert_eq!(ctx.err(), Some(ContextError::Canceled), "{ctx}");
    assert_eq!(ctx.done().try_recv(), Err(TryRecvError::Disconnected), "{ctx}");
}

/// CX-01, after x_test.go:TestBackground, TestTODO
fn the_roots_are_never_done(_: World) {
    for (ctx, name) in [(Context::background(), "context.Background"), (Context::todo(), "context.TODO")] {
        assert_live(&ctx);
        assert_eq!((ctx.to_string(), format!("{ctx:?}")), (name.to_owned(), name.to_owned()));
        assert!(ctx.deadline().is_none() && ctx.value::<&str>().is_none());
        assert!(ctx.done().recv_timeout(ms(1)).is_err());
        select! {
            _ = <-ctx => panic!("{ctx} is done"),
            default => (),
        }
    }
}

/// CX-02, CX-23, after x_test.go:TestWithCancel
fn cancel_marks_the_whole_subtree(_: World) {
    let (parent, cancel) = Context::background().with_cancel();
    assert_eq!(parent.to_string(), "context.Background.WithCancel");
    let value = parent.with_value("a value");
    let (child, _cancel_child) = value.with_cancel();
    let (timed, _cancel_timed) = child.with_timeout(HOUR);
    let below = timed.with_value(7);
    let all = [&parent, &value, &child, &timed, &below];
    all.into_iter().for_each(assert_live);
    cancel.cancel();
    all.into_iter().for_each(assert_canceled);
    // Again, and from a clone: it is done.
    cancel.clone().cancel();
    all.into_iter().for_each(assert_canceled);
}

/// CX-02: whoever finds one context of the tree done finds those below it done, and so does a second `cancel`.
fn no_half_cancelled_tree_is_seen(world: World) {
    for _ in 0..sized(400) {
        let (root, cancel) = Context::background().with_cancel();
        let children: Vec<_> = (0..50).map(|_| root.with_cancel()).collect();
        let grandchildren: Vec<_> = children.iter().map(|(child, _)| child.with_cancel()).collect();
        let all_done = || {
            assert!(children.iter().chain(&grandchildren).all(|(ctx, _)| ctx.err().is_some()));
        };
        world.scope(|s| {
            s.spawn(|| {
                cancel.cancel();
                all_done();
            });
            s.spawn(|| {
                cancel.cancel();
                all_done();
            });
            s.spawn(|| {
                while grandchildren[0].0.err().is_none() {
                    world.yield_now();
                }
                all_done();
            });
            s.spawn(|| {
                assert!(children[7].0.done().recv().is_err());
                all_done();
            });
        });
    }
}

/// CX-03, after context_test.go:XTestChildFinishesFirst
fn a_child_does_not_cancel_its_parent(_: World) {
    let (parent, cancel) = Context::background().with_cancel();
    let (child, cancel_child) = parent.with_cancel();
    let (sibling, _cancel_sibling) = parent.with_cancel();
    cancel_child.cancel();
    assert_canceled(&child);
    assert_live(&parent);
    assert_live(&sibling);
    cancel.cancel();
    assert_canceled(&sibling);
}

/// CX-05, after x_test.go:TestWithCancelCanceledParent
fn a_child_of_a_cancelled_parent_is_done_at_once(_: World) {
    let (parent, cancel) = Context::background().with_cancel_cause();
    cancel.cancel_with("too early");
    for (child, _cancel) in [parent.with_cancel(), parent.with_timeout(HOUR), parent.with_value(1).with_cancel()] {
        assert_canceled(&child);
        assert_eq!(child.cause().unwrap().to_string(), "too early");
    }
    let (expired, _cancel) = parent.with_timeout(Duration::ZERO);
    assert_canceled(&expired);
}

/// CX-06, after x_test.go:TestWithCancelSimultaneouslyCanceledParent
fn a_child_made_while_its_parent_is_cancelled_ends_too(world: World) {
    for round in 0..sized(2_000) {
        let (parent, cancel) = Context::background().with_cancel_cause();
        world.scope(|s| {
            s.spawn(|| cancel.cancel_with("the parent"));
            if round % 2 == 0 {
                world.yield_now();
            }
            let (child, _cancel) = parent.with_cancel();
            assert!(child.done().recv().is_err());
            assert_eq!(child.cause().unwrap().to_string(), "the parent");
        });
    }
}

/// CX-09, after x_test.go:TestLayersCancel, TestLayersTimeout
fn many_layers(_: World) {
    for seed in 1..=30_u64 {
        for with_timeout in [false, true] {
            let (mut ctx, mut cancels) = (Context::background(), Vec::new());
            let mut number = seed;
            for layer in 0..30_u64 {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                match number >> 62 {
                    0 => ctx = ctx.with_value(layer),
                    1 => ctx = ctx.with_value([layer; 2]),
                    _ => {
                        let (below, cancel) =
                            if with_timeout && number >> 62 == 3 { ctx.with_timeout(HOUR) } else { ctx.with_cancel() };
                        ctx = below;
                        cancels.push(cancel);
                    }
                }
            }
            let (last, cancel) = if with_timeout { ctx.with_timeout(ms(1)) } else { ctx.with_cancel() };
            let values = (last.value::<u64>().copied(), last.value::<[u64; 2]>().copied());
            if with_timeout {
                assert!(last.done().recv().is_err());
                assert_eq!(last.err(), Some(ContextError::DeadlineExceeded));
            } else {
                assert_live(&last);
                match cancels.get(seed as usize % cancels.len().max(1)) {
                    Some(cancel) => cancel.cancel(),
                    None => cancel.cancel(),
                }
                assert_canceled(&last);
            }
            assert_eq!(values, (last.value::<u64>().copied(), last.value::<[u64; 2]>().copied()), "as before");
        }
    }
}

/// CX-16, after x_test.go:TestValues
fn values_are_found_by_their_type(_: World) {
    #[derive(Debug, PartialEq)]
    struct User(&'static str);
    #[derive(Debug, PartialEq)]
    struct Request(&'static str);
    let root = Context::background();
    let user = root.with_value(User("u1"));
    let both = user.with_value(Request("r1"));
    let other = both.with_value(User("u2"));
    assert_eq!((root.value::<User>(), root.value::<Request>()), (None, None));
    assert_eq!((user.value(), user.value::<Request>()), (Some(&User("u1")), None));
    assert_eq!((both.value(), both.value()), (Some(&User("u1")), Some(&Request("r1"))));
    assert_eq!((other.value(), other.value()), (Some(&User("u2")), Some(&Request("r1"))), "the nearest");
    assert!(other.value::<&str>().is_none(), "not what is inside");
    assert_eq!(user.with_cancel().0.value(), Some(&User("u1")));
}

/// CX-17, after x_test.go:TestWithoutCancel
fn without_cancel_keeps_only_values(_: World) {
    let (parent, cancel) = Context::background().with_value("kept").with_timeout(HOUR);
    let free = parent.without_cancel();
    let (below, cancel_below) = free.with_cancel();
    cancel.cancel();
    assert_canceled(&parent);
    for ctx in [&free, &below, &parent.without_cancel()] {
        assert_live(ctx);
        assert_eq!((ctx.deadline(), ctx.value()), (None, Some(&"kept")));
    }
    cancel_below.cancel();
    assert_canceled(&below);
    assert_live(&free);
}

/// CX-23, after x_test.go:TestWithCancel, TestDeadline, TestValues
fn names_show_the_chain(_: World) {
    let (ctx, cancel) = Context::todo().with_cancel();
    assert_eq!(ctx.to_string(), "context.TODO.WithCancel");
    assert_eq!(ctx.with_value(7_u8).to_string(), "context.TODO.WithCancel.WithValue(u8)");
    assert_eq!(ctx.without_cancel().to_string(), "context.TODO.WithCancel.WithoutCancel");
    let (timed, cancel_timed) = ctx.with_timeout(HOUR);
    let name = timed.to_string();
    assert!(name.starts_with("context.TODO.WithCancel.WithDeadline(in 3"), "{name}");
    let (past, _cancel) = ctx.with_timeout(Duration::ZERO);
    assert!(past.to_string().ends_with(" ago)"), "{past}");
    assert_eq!(format!("{cancel:?}"), "CancelFunc(context.TODO.WithCancel)");
    cancel_timed.cancel();
    cancel.cancel();
}

/// DESIGN 3.3: a context is an operand of `<-`, and its channel is like any other.
fn a_context_is_an_operand_of_select(_: World) {
    let (ctx, cancel) = Context::background().with_cancel();
    let (_tx, rx) = chan::<i32>(0);
    let waits = go!(|ctx = ctx.clone(), rx = rx.clone()| select! {
        v = <-rx => v.ok(),
        _ = <-ctx => None,
    });
    let waits_too = go!(|ctx = ctx.clone(), rx = rx.clone()| select! {
        v = <-rx => v.ok(),
        <-ctx.done() => None,
    });
    let crossbeams = go!(|ctx = ctx.clone()| goroutines::channel::select! {
        recv(rx) -> v => v.ok(),
        recv(ctx.done()) -> done => { assert!(done.is_err()); None }
    });
    cancel.cancel();
    assert_eq!([waits, waits_too, crossbeams].map(|waits| waits.join().unwrap()), [None; 3]);
    select! { r = <-&ctx => assert!(r.is_err()) }
    select! { _ = <-Some(&ctx) => () }
    let done: Receiver<()> = ctx.done().clone();
    assert!(done.same_channel(ctx.done()) && done.same_channel(ctx.with_value(1).done()));
    let mut select = Select::new();
    select.recv(&done);
    assert!(select.select().recv(&done).is_err());
    assert!(done.iter().next().is_none());
}

/// CX-24: dropping the handle cancels nothing, a guard does, also when its scope is left by a panic.
fn what_a_dropped_handle_does(_: World) {
    let (ctx, cancel) = Context::background().with_cancel();
    drop(cancel.clone());
    assert_live(&ctx);
    drop(cancel.clone().drop_guard().disarm());
    assert_live(&ctx);
    let guard = cancel.drop_guard();
    let unwound = catch_unwind(move || {
        let _guard = guard;
        std::panic::resume_unwind(Box::new(()));
    });
    assert!(unwound.is_err());
    assert_canceled(&ctx);
}

/// Values are dropped with the last context that shows them; a chain of any length goes without a deep stack.
fn contexts_are_dropped(_: World) {
    let token = Arc::new(());
    let mut ctx = Context::background().with_value(Arc::clone(&token));
    for n in 0..sized(100_000) {
        ctx = match n % 3 {
            0 => ctx.with_value(n),
            1 => ctx.with_cancel().0,
            _ => ctx.without_cancel(),
        };
    }
    assert_eq!(ctx.value(), Some(&token));
    assert_eq!(Arc::strong_count(&token), 2);
    drop(ctx);
    assert_eq!(Arc::strong_count(&token), 1);
    // A cancelled one is no different.
    let (ctx, cancel) = Context::background().with_value(Arc::clone(&token)).with_timeout(HOUR);
    cancel.cancel();
    drop((ctx, cancel));
    assert_eq!(Arc::strong_count(&token), 1);
}

/// A deep tree is cancelled without a deep stack.
fn a_deep_tree_is_cancelled(_: World) {
    let (root, cancel) = Context::background().with_cancel();
    let mut last = root.with_cancel().0;
    for _ in 0..sized(100_000) {
        last = last.with_cancel().0;
    }
    cancel.cancel();
    assert_canceled(&last);
}

#[test]
fn handles_may_cross_a_catch_unwind() {
    fn assert_safe<T: Send + Sync + UnwindSafe + RefUnwindSafe>() {}
    assert_safe::<Context>();
    assert_safe::<CancelFunc>();
    assert_safe::<CancelGuard>();
    assert_safe::<AfterFunc>();
}

/// A plain thread waits, and a goroutine cancels.
#[test]
fn threads_and_goroutines_share_contexts() {
    let (ctx, cancel) = Context::background().with_cancel();
    let thread = {
        let ctx = ctx.clone();
        std::thread::spawn(move || ctx.done().recv())
    };
    go! {
        sleep(ms(1));
        cancel.cancel();
    }
    assert!(thread.join().unwrap().is_err());
}

both!(
    the_roots_are_never_done,
    cancel_marks_the_whole_subtree,
    no_half_cancelled_tree_is_seen,
    a_child_does_not_cancel_its_parent,
    a_child_of_a_cancelled_parent_is_done_at_once,
    a_child_made_while_its_parent_is_cancelled_ends_too,
    many_layers,
    values_are_found_by_their_type,
    without_cancel_keeps_only_values,
    names_show_the_chain,
    a_context_is_an_operand_of_select,
    what_a_dropped_handle_does,
    contexts_are_dropped,
    a_deep_tree_is_cancelled,
);

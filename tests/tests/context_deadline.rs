//! `context`: deadlines and causes. Go's `context/x_test.go`, written anew from what it shows.

#![forbid(unsafe_code)]

use goroutines::context::{CancelFunc, Cause, Context, ContextError};
use goroutines::time::{Duration, Instant, sleep};
use goroutines_tests::{World, both, ms, sized};
use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

const HOUR: Duration = Duration::from_secs(3600);

#[track_caller]
fn assert_exceeded(ctx: &Context) {
    assert!(ctx.done().recv().is_err());
    assert_eq!(ctx.err(), Some(ContextError::DeadlineExceeded));
}

/// CX-10, after x_test.go:TestDeadline, TestTimeout
fn a_deadline_ends_a_context(_: World) {
    let start = Instant::now();
    let (ctx, _cancel) = Context::background().with_timeout(ms(5));
    let (at, _cancel_at) = Context::background().with_deadline(start + ms(5));
    let (below, _cancel_below) = ctx.with_value(1).with_cancel();
    assert!(ctx.deadline().unwrap() >= start + ms(5));
    assert_eq!(at.deadline(), Some(start + ms(5)));
    for ctx in [&ctx, &at, &below] {
        assert_exceeded(ctx);
        assert!(start.elapsed() >= ms(5));
    }
}

/// CX-10, after x_test.go:TestDeadline
fn a_deadline_that_has_passed_ends_it_at_once(_: World) {
    let now = Instant::now();
    for (ctx, _cancel) in [
        Context::background().with_deadline(now),
        Context::background().with_deadline(now - ms(1)),
        Context::background().with_timeout(Duration::ZERO),
    ] {
        assert_eq!(ctx.err(), Some(ContextError::DeadlineExceeded));
        assert!(ctx.done().try_recv().unwrap_err().is_disconnected());
    }
}

/// CX-11, after context.go:WithDeadlineCause
fn the_earlier_deadline_counts(_: World) {
    let (parent, _cancel) = Context::background().with_timeout_cause(ms(3), "the parent's");
    let (later, _cancel_later) = parent.with_timeout_cause(HOUR, "the child's");
    assert_eq!(later.deadline(), parent.deadline());
    assert!(later.to_string().ends_with(").WithCancel"), "a deadline of its own would change nothing: {later}");
    assert_exceeded(&later);
    assert_eq!(later.cause().unwrap().to_string(), "the parent's");
    let (far, cancel_far) = Context::background().with_timeout(HOUR);
    let (near, _cancel_near) = far.with_timeout_cause(ms(1), "the child's");
    assert!(near.deadline() < far.deadline());
    assert_exceeded(&near);
    assert_eq!(near.cause().unwrap().to_string(), "the child's");
    assert!(far.err().is_none());
    cancel_far.cancel();
}

/// CX-12, after x_test.go:TestCause
fn an_error_never_changes(_: World) {
    let (ctx, cancel) = Context::background().with_timeout(ms(1));
    assert_exceeded(&ctx);
    cancel.cancel_with("too late");
    assert_exceeded(&ctx);
    assert_eq!(ctx.cause().unwrap().to_string(), "context deadline exceeded");
    let (ctx, cancel) = Context::background().with_timeout(ms(1));
    cancel.cancel();
    sleep(ms(3));
    assert_eq!(ctx.err(), Some(ContextError::Canceled));
}

/// CX-13, after context_test.go:XTestCancelRemoves: what the deadline holds is let go.
fn cancel_ends_the_deadline(_: World) {
    let token = Arc::new(());
    for n in 0..sized(4_000) {
        let (ctx, cancel) = Context::background().with_value(Arc::clone(&token)).with_timeout(HOUR);
        let (below, _cancel_below) = ctx.with_timeout(HOUR / 2);
        let (lower, cancel_lower) = below.without_cancel().with_timeout(HOUR / 2);
        assert!(lower.err().is_none());
        if n % 2 == 0 {
            cancel_lower.cancel();
        }
        cancel.cancel();
        cancel_lower.cancel();
    }
    assert_eq!(Arc::strong_count(&token), 1, "no timer holds a context");
}

/// CX-13: deadlines that pass while they are cancelled.
fn a_deadline_races_with_cancel(world: World) {
    let token = Arc::new(());
    world.scope(|s| {
        for member in 0..4 {
            let token = &token;
            s.spawn(move || {
                let root = Context::background().with_value(Arc::clone(token));
                for round in 0..sized(2_000) as u64 {
                    let timeout = Duration::from_nanos(1 + (round * 7919 + member) % 40_000);
                    let (parent, cancel_parent) = root.with_cancel();
                    let (ctx, cancel) = parent.with_timeout(timeout);
                    if round % 3 == 0 {
                        world.yield_now();
                    }
                    if round % 2 == 0 {
                        cancel.cancel()
                    } else {
                        cancel_parent.cancel()
                    }
                    let err = ctx.err().unwrap();
                    world.yield_now();
                    assert_eq!(ctx.err(), Some(err));
                }
            });
        }
    });
    // A deadline that was faster has a goroutine, which may not have ended yet.
    while Arc::strong_count(&token) > 1 {
        world.sleep(ms(1));
    }
}

/// TI-03
fn a_deadline_may_be_out_of_reach(_: World) {
    let (ctx, cancel) = Context::background().with_timeout(Duration::MAX);
    assert!(ctx.err().is_none() && ctx.deadline().is_some());
    let (below, _cancel) = ctx.with_timeout(ms(1));
    assert_exceeded(&below);
    cancel.cancel();
}

#[derive(Debug)]
struct Named(&'static str);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Named {}

const CANCELED: &str = "context canceled";
const EXCEEDED: &str = "context deadline exceeded";
const PARENT: Named = Named("parent");
const CHILD: Named = Named("child");

type Made = (Context, Vec<CancelFunc>);

/// The texts of an error and of its cause.
type Texts = Option<(&'static str, &'static str)>;

fn two() -> (Context, CancelFunc, CancelFunc) {
    let (parent, cancel_parent) = Context::background().with_cancel_cause();
    let (child, cancel_child) = parent.with_cancel_cause();
    (child, cancel_parent, cancel_child)
}

fn cancelled(by: impl FnOnce(&CancelFunc, &CancelFunc)) -> Made {
    let (child, cancel_parent, cancel_child) = two();
    by(&cancel_parent, &cancel_child);
    (child, vec![cancel_parent, cancel_child])
}

fn timed(timeout: Duration, cause: Option<&'static str>, cancel_first: bool) -> Made {
    let root = Context::background();
    let (ctx, cancel) = match cause {
        Some(cause) => root.with_timeout_cause(timeout, cause),
        None => root.with_timeout(timeout),
    };
    if cancel_first {
        cancel.cancel();
    } else {
        assert!(ctx.done().recv().is_err());
        cancel.cancel();
    }
    (ctx, vec![cancel])
}

/// CX-14, after x_test.go:TestCause
fn causes(_: World) {
    let (parent, cancel_parent) = Context::background().with_cancel_cause();
    let (stacked, cancel_stacked) = parent.with_timeout_cause(HOUR, "slow");
    let free = stacked.without_cancel();
    cancel_parent.cancel_with(PARENT);
    cancel_stacked.cancel();
    let (fast, cancel_fast) = two().0.with_timeout_cause(ms(1), "slow");
    assert!(fast.done().recv().is_err());
    let (below_free, cancel_below_free) = free.with_cancel_cause();
    cancel_below_free.cancel_with(CHILD);
    let no_error: Texts = None;
    let table: Vec<(&str, Made, Texts)> = vec![
        ("background", (Context::background(), vec![]), no_error),
        ("todo", (Context::todo(), vec![]), no_error),
        ("no cause", cancelled(|_, child| child.cancel()), Some((CANCELED, CANCELED))),
        ("a cause", cancelled(|_, child| child.cancel_with(CHILD)), Some((CANCELED, "child"))),
        ("the parent's, none", cancelled(|parent, _| parent.cancel()), Some((CANCELED, CANCELED))),
        ("the parent's", cancelled(|parent, _| parent.cancel_with(PARENT)), Some((CANCELED, "parent"))),
        (
            "the parent before the child",
            cancelled(|parent, child| {
                parent.cancel_with(PARENT);
                child.cancel_with(CHILD);
            }),
            Some((CANCELED, "parent")),
        ),
        (
            "the child before the parent",
            cancelled(|parent, child| {
                child.cancel_with(CHILD);
                parent.cancel_with(PARENT);
            }),
            Some((CANCELED, "child")),
        ),
        (
            "the parent before the child, who has none",
            cancelled(|parent, child| {
                parent.cancel_with(PARENT);
                child.cancel();
            }),
            Some((CANCELED, "parent")),
        ),
        (
            "the child, who has none, before the parent",
            cancelled(|parent, child| {
                child.cancel();
                parent.cancel_with(PARENT);
            }),
            Some((CANCELED, CANCELED)),
        ),
        (
            "the parent, who has none, before the child",
            cancelled(|parent, child| {
                parent.cancel();
                child.cancel_with(CHILD);
            }),
            Some((CANCELED, CANCELED)),
        ),
        (
            "the child before the parent, who has none",
            cancelled(|parent, child| {
                child.cancel_with(CHILD);
                parent.cancel();
            }),
            Some((CANCELED, "child")),
        ),
        (
            "twice",
            cancelled(|_, child| {
                child.cancel_with(CHILD);
                child.cancel_with(PARENT);
            }),
            Some((CANCELED, "child")),
        ),
        ("a timeout", timed(ms(1), None, false), Some((EXCEEDED, EXCEEDED))),
        ("a timeout, cancelled", timed(HOUR, None, true), Some((CANCELED, CANCELED))),
        ("a timeout with a cause", timed(ms(1), Some("slow"), false), Some((EXCEEDED, "slow"))),
        ("a timeout with a cause, cancelled", timed(HOUR, Some("slow"), true), Some((CANCELED, CANCELED))),
        ("a past timeout with a cause", timed(Duration::ZERO, Some("slow"), true), Some((EXCEEDED, "slow"))),
        ("under a parent, the time", (fast, vec![cancel_fast]), Some((EXCEEDED, "slow"))),
        ("under a parent, the parent", (stacked, vec![cancel_stacked]), Some((CANCELED, "parent"))),
        ("without cancel", (free, vec![]), no_error),
        ("below that", (below_free, vec![cancel_below_free]), Some((CANCELED, "child"))),
        ("the parent itself", (parent, vec![cancel_parent]), Some((CANCELED, "parent"))),
    ];
    assert_eq!(table.len(), 23);
    for (name, (ctx, _), expected) in table {
        let found = ctx.err().map(|err| (err.to_string(), ctx.cause().unwrap().to_string()));
        assert_eq!(found, expected.map(|(err, cause)| (err.to_owned(), cause.to_owned())), "{name}");
    }
}

/// A cause comes back as what it was.
fn a_cause_keeps_its_type(_: World) {
    let (ctx, cancel) = Context::background().with_cancel_cause();
    let (other, cancel_other) = Context::background().with_cancel_cause();
    cancel.cancel_with(Named("named"));
    let cause: Cause = ctx.cause().unwrap();
    assert_eq!(cause.downcast_ref::<Named>().unwrap().0, "named");
    cancel_other.cancel_with(cause);
    assert_eq!(other.cause().unwrap().downcast_ref::<Named>().unwrap().0, "named", "handed on");
    let (ctx, cancel) = Context::background().with_cancel_cause();
    cancel.cancel_with(io::Error::from(io::ErrorKind::BrokenPipe));
    assert_eq!(ctx.cause().unwrap().downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::BrokenPipe);
}

/// CX-15, after x_test.go:TestCauseRace
fn a_cause_is_read_while_others_cancel(world: World) {
    for _ in 0..sized(400) {
        let (ctx, cancel) = Context::background().with_cancel_cause();
        world.scope(|s| {
            for n in 0..4 {
                let cancel = &cancel;
                s.spawn(move || cancel.cancel_with(n.to_string()));
            }
            let first = loop {
                match ctx.cause() {
                    Some(cause) => break cause.to_string(),
                    None => world.yield_now(),
                }
            };
            assert_eq!(ctx.cause().unwrap().to_string(), first);
        });
    }
}

/// CX-22, after x_test.go:TestDeadlineExceededSupportsTimeout; and what `?` makes of the errors.
fn errors_say_what_they_are(_: World) {
    assert!(ContextError::DeadlineExceeded.is_timeout() && !ContextError::Canceled.is_timeout());
    assert_eq!(ContextError::Canceled.to_string(), CANCELED);
    assert_eq!(ContextError::DeadlineExceeded.to_string(), EXCEEDED);
    fn step(ctx: &Context) -> Result<(), ContextError> {
        ctx.err().map_or(Ok(()), Err)
    }
    fn boxed(ctx: &Context) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(step(ctx)?)
    }
    fn of_io(ctx: &Context) -> io::Result<()> {
        Ok(step(ctx)?)
    }
    fn caused(ctx: &Context) -> Result<(), Box<dyn Error>> {
        match ctx.cause() {
            Some(cause) => Err(cause)?,
            None => Ok(()),
        }
    }
    let (ctx, _cancel) = Context::background().with_timeout(Duration::ZERO);
    assert!(boxed(&ctx).unwrap_err().is::<ContextError>());
    assert_eq!(of_io(&ctx).unwrap_err().kind(), io::ErrorKind::TimedOut);
    assert_eq!(caused(&ctx).unwrap_err().to_string(), EXCEEDED);
    let (ctx, cancel) = Context::background().with_cancel();
    assert!(boxed(&ctx).is_ok() && caused(&ctx).is_ok());
    cancel.cancel();
    assert_eq!(of_io(&ctx).unwrap_err().kind(), io::ErrorKind::Other);
}

both!(
    a_deadline_ends_a_context,
    a_deadline_that_has_passed_ends_it_at_once,
    the_earlier_deadline_counts,
    an_error_never_changes,
    cancel_ends_the_deadline,
    a_deadline_races_with_cancel,
    a_deadline_may_be_out_of_reach,
    causes,
    a_cause_keeps_its_type,
    a_cause_is_read_while_others_cancel,
    errors_say_what_they_are,
);

//! `sync::ErrGroup`.

#![forbid(unsafe_code)]

use goroutines::context::{Context, ContextError};
use goroutines::prelude::*;
use goroutines::runtime;
use goroutines::sync::ErrGroup;
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::watch;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// EG-01, after x/sync's errgroup_test.go:TestZeroGroup.
#[test]
fn wait_gives_the_first_error_after_all_have_ended() {
    let _watch = watch("first error");
    let (group, ctx) = ErrGroup::<&str>::with_context(&Context::background());
    group.go(|| Err("first"));
    let _ = ctx.done().recv();
    let (tx, rx) = chan::<()>(0);
    let ended = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&ended);
    group.go(move || {
        let _ = rx.recv();
        counts.fetch_add(1, Ordering::SeqCst);
        Err("second")
    });
    group.go(|| Ok(()));
    let waits = group.clone();
    let waiting = named("waiting for the group", move || waits.wait());
    until_blocked("waiting for the group", "sync.WaitGroup.Wait");
    tx.send(()).unwrap();
    assert_eq!(waiting.join().unwrap(), Err("first"));
    assert_eq!(ended.load(Ordering::SeqCst), 1);
    assert_eq!((group.wait(), group.clone().wait()), (Err("first"), Err("first")));
}

/// EG-02, after x/sync's errgroup_test.go:TestWithContext.
#[test]
fn the_first_error_cancels_the_context() {
    let _watch = watch("context of a group");
    let (group, ctx) = ErrGroup::<String>::with_context(&Context::background());
    let waiting = ctx.clone();
    group.go(move || {
        let _ = waiting.done().recv();
        Err("too late".to_owned())
    });
    assert_eq!(ctx.err(), None);
    group.go(|| Err("no space".to_owned()));
    assert_eq!(group.wait(), Err("no space".to_owned()));
    assert_eq!(ctx.err(), Some(ContextError::Canceled));
    assert_eq!(ctx.cause().unwrap().to_string(), "no space");
}

/// EG-02.
#[test]
fn the_end_of_wait_cancels_the_context() {
    let (group, ctx) = ErrGroup::<String>::with_context(&Context::background());
    group.go(|| Ok(()));
    assert_eq!(group.wait(), Ok(()));
    assert_eq!(ctx.err(), Some(ContextError::Canceled));
    assert_eq!(ctx.cause().unwrap().to_string(), "context canceled");
}

/// EG-03, after x/sync's errgroup_test.go:TestGoLimit.
#[test]
fn no_more_run_than_the_limit_says() {
    let _watch = watch("limit of a group");
    let group = ErrGroup::<String>::new();
    group.set_limit(3);
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    for _ in 0..200 {
        let (running, most) = (Arc::clone(&running), Arc::clone(&most));
        group.go(move || {
            most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            goroutines::yield_now();
            running.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        });
    }
    group.wait().unwrap();
    assert!(most.load(Ordering::SeqCst) <= 3);
}

/// EG-03, after x/sync's errgroup_test.go:TestTryGo.
#[test]
fn try_go_says_whether_there_is_room() {
    let _watch = watch("try_go");
    let group = ErrGroup::<String>::new();
    group.set_limit(2);
    let (tx, rx) = chan::<()>(0);
    for _ in 0..2 {
        let rx = rx.clone();
        assert!(group.try_go(move || {
            let _ = rx.recv();
            Ok(())
        }));
    }
    assert!(!group.try_go(|| Ok(())));
    let more = group.clone();
    let more = named("one more", move || more.go(|| Ok(())));
    until_blocked("one more", "errgroup limit");
    drop(tx);
    more.join().unwrap();
    group.wait().unwrap();
    group.set_limit(0);
    assert!(!group.try_go(|| Ok(())));
    group.set_limit(None);
    assert!(group.try_go(|| Ok(())));
    group.wait().unwrap();
}

/// EG-04.
#[test]
fn the_limit_stays_while_members_run() {
    let _watch = watch("changing the limit");
    let group = ErrGroup::<String>::new();
    let (tx, rx) = chan::<()>(0);
    group.go(move || {
        let _ = rx.recv();
        Ok(())
    });
    let panic = catch_unwind(AssertUnwindSafe(|| group.set_limit(1))).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert_eq!(text, "errgroup: modify limit while 1 goroutines in the group are still active");
    drop(tx);
    group.wait().unwrap();
    group.set_limit(1);
}

/// EG-05 and the decision on it: as with a scope, the panic goes to the one who waits, when all have ended.
#[test]
fn a_panic_goes_on_in_wait() {
    let _watch = watch("panic in a group");
    let (group, ctx) = ErrGroup::<String>::with_context(&Context::background());
    let waiting = ctx.clone();
    group.go(move || {
        let _ = waiting.done().recv();
        Err("because the other one has panicked".to_owned())
    });
    group.go(|| panic!("out of cheese"));
    let panic = catch_unwind(AssertUnwindSafe(|| group.wait())).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"out of cheese"));
    assert!(ctx.err().is_some());
    let again = catch_unwind(AssertUnwindSafe(|| group.clone().wait())).unwrap_err();
    assert_eq!(again.downcast_ref(), Some(&"out of cheese"), "nobody gets an `Ok`");
}

/// A member that ends its goroutine has ended, and not failed.
#[test]
fn goexit_in_a_member_counts_as_done() {
    let _watch = watch("goexit in a group");
    let group = ErrGroup::<String>::new();
    group.go(|| runtime::goexit());
    assert_eq!(group.wait(), Ok(()));
}

/// A member may start others.
#[test]
fn members_start_members() {
    let _watch = watch("members of members");
    let group = ErrGroup::<usize>::new();
    fn split(group: &ErrGroup<usize>, n: usize) {
        if n > 0 {
            let inner = group.clone();
            group.go(move || {
                split(&inner, n - 1);
                split(&inner, n - 1);
                Ok(())
            });
        }
    }
    split(&group, 8);
    assert_eq!(group.wait(), Ok(()));
}

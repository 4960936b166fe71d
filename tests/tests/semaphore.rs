//! `sync::Semaphore`.

#![forbid(unsafe_code)]

use goroutines::context::{Context, ContextError};
use goroutines::prelude::*;
use goroutines::sync::Semaphore;
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::{World, both, sized, watch};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

both!(permits_are_weighed, a_crowd_never_holds_more_than_there_are, a_done_context_fails_at_once);

/// SM-01, SM-07: what is released goes to those who wait.
fn permits_are_weighed(world: World) {
    let semaphore = Semaphore::new(5);
    let three = semaphore.acquire_many(3);
    assert!(semaphore.try_acquire_many(3).is_none());
    let two = semaphore.try_acquire_many(2).expect("two are free");
    assert!(semaphore.try_acquire().is_none());
    world.scope(|s| {
        let waiting = s.spawn(|| drop(semaphore.acquire_many(4)));
        drop(three);
        assert!(!waiting.is_finished());
        drop(two);
        waiting.join().unwrap();
    });
    assert_eq!(semaphore.available_permits(), 5);
    assert_eq!(semaphore.acquire_many(0).forget(), ());
}

/// SM-01, after x/sync's semaphore_test.go:TestWeighted.
fn a_crowd_never_holds_more_than_there_are(world: World) {
    let (semaphore, held) = (Semaphore::new(7), AtomicUsize::new(0));
    world.scope(|s| {
        for n in 1..=7 {
            let (semaphore, held) = (&semaphore, &held);
            s.spawn(move || {
                for _ in 0..sized(400) {
                    let _permits = semaphore.acquire_many(n);
                    assert!(held.fetch_add(n, Ordering::SeqCst) + n <= 7);
                    world.yield_now();
                    held.fetch_sub(n, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(semaphore.available_permits(), 7);
}

/// SM-04.
fn a_done_context_fails_at_once(_: World) {
    let (ctx, cancel) = Context::background().with_cancel();
    let semaphore = Semaphore::new(1);
    drop(semaphore.acquire_with(&ctx, 1).unwrap());
    cancel.cancel();
    assert_eq!(semaphore.acquire_with(&ctx, 1).unwrap_err(), ContextError::Canceled);
    assert_eq!(semaphore.available_permits(), 1);
}

/// SM-02, after x/sync's semaphore_test.go:TestLargeAcquireDoesntStarve.
#[test]
fn small_requests_do_not_overtake_a_large_one() {
    let _watch = watch("small requests");
    let semaphore = Semaphore::new(2);
    let one = semaphore.acquire();
    let (tx, rx) = chan(2);
    let (large, small) = (semaphore.clone(), semaphore.clone());
    let tx_small = tx.clone();
    let first = named("large request", move || {
        let _permit = large.acquire_many(2);
        tx.send("large").unwrap();
    });
    until_blocked("large request", "semacquire");
    assert!(semaphore.try_acquire().is_none(), "one is free, but somebody waits");
    let second = named("small request", move || {
        let _permit = small.acquire();
        tx_small.send("small").unwrap();
    });
    until_blocked("small request", "semacquire");
    drop(one);
    assert_eq!((rx.recv(), rx.recv()), (Ok("large"), Ok("small")));
    first.join().unwrap();
    second.join().unwrap();
}

/// SM-03.
#[test]
fn too_large_a_request_holds_up_nobody() {
    let _watch = watch("too large");
    let semaphore = Semaphore::new(2);
    let (ctx, cancel) = Context::background().with_cancel();
    let (large, waits) = (semaphore.clone(), ctx.clone());
    let too_large = named("too large", move || large.acquire_with(&waits, 3).map(drop));
    until_blocked("too large", "chan receive");
    drop(semaphore.acquire_many(2));
    assert!(semaphore.try_acquire_many(2).is_some());
    cancel.cancel();
    assert_eq!(too_large.join().unwrap(), Err(ContextError::Canceled));
}

/// SM-05, after x/sync's semaphore_test.go:TestWeightedDoesntBlockIfTooBig and TestAllocCancelDoesntStarve.
#[test]
fn one_who_gives_up_lets_those_behind_him_pass() {
    let _watch = watch("giving up");
    let semaphore = Semaphore::new(2);
    let one = semaphore.acquire();
    let (ctx, cancel) = Context::background().with_cancel();
    let (large, waits, small) = (semaphore.clone(), ctx.clone(), semaphore.clone());
    let gives_up = named("gives up", move || large.acquire_with(&waits, 2).map(drop));
    until_blocked("gives up", "select");
    let behind = named("behind", move || drop(small.acquire()));
    until_blocked("behind", "semacquire");
    cancel.cancel();
    assert_eq!(gives_up.join().unwrap(), Err(ContextError::Canceled));
    behind.join().unwrap();
    drop(one);
    assert_eq!(semaphore.available_permits(), 2);
}

/// SM-05: granted and cancelled at once, in either order.
#[test]
fn nothing_is_lost_between_a_grant_and_a_cancellation() {
    let _watch = watch("grant and cancellation");
    for _ in 0..sized(2_000) {
        let semaphore = Semaphore::new(1);
        let held = semaphore.acquire();
        let (ctx, cancel) = Context::background().with_cancel();
        let waiting = go!(|semaphore = semaphore.clone()| semaphore.acquire_with(&ctx, 1).map(drop));
        let canceller = go!(|| cancel.cancel());
        drop(held);
        let _ = waiting.join().unwrap();
        canceller.join().unwrap();
        assert_eq!(semaphore.available_permits(), 1);
    }
}

/// SM-06.
#[test]
fn more_cannot_be_released_than_is_held() {
    let semaphore = Semaphore::new(3);
    semaphore.acquire().forget();
    let panic = catch_unwind(AssertUnwindSafe(|| semaphore.release(2))).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"semaphore: released more than held"));
    semaphore.release(1);
    assert_eq!(semaphore.available_permits(), 3);
}

/// The recipe for bounded parallelism: a permit goes into the goroutine.
#[test]
fn a_permit_is_released_where_it_ends_up() {
    let _watch = watch("permits that travel");
    let (semaphore, running, most) = (Semaphore::new(3), AtomicUsize::new(0), AtomicUsize::new(0));
    goroutines::scope(|s| {
        for _ in 0..100 {
            let permit = semaphore.acquire();
            let (running, most) = (&running, &most);
            s.spawn(move || {
                let _permit = permit;
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                goroutines::yield_now();
                running.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    assert!(most.into_inner() <= 3);
}

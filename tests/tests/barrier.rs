//! `sync::Barrier`, which is std's.

#![forbid(unsafe_code)]

use goroutines::sync::{Barrier, BarrierWaitResult};
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::{World, both, sized, watch};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn nobody_goes_on_before_all_are_there(world: World) {
    for members in [1, 2, 3, 10] {
        let barrier = Barrier::new(members);
        let (arrived, leaders) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let rounds = sized(400);
        world.scope(|s| {
            for _ in 0..members {
                s.spawn(|| {
                    for round in 1..=rounds {
                        arrived.fetch_add(1, Ordering::Relaxed);
                        leaders.fetch_add(usize::from(barrier.wait().is_leader()), Ordering::Relaxed);
                        assert!(arrived.load(Ordering::Relaxed) >= round * members);
                        barrier.wait();
                        assert!(arrived.load(Ordering::Relaxed) <= (round + 1) * members);
                    }
                });
            }
        });
        assert_eq!((arrived.into_inner(), leaders.into_inner()), (rounds * members, rounds));
    }
}

fn one_for_nobody_is_one_for_one(_: World) {
    let barrier = Barrier::new(0);
    assert!(barrier.wait().is_leader() && barrier.wait().is_leader());
    assert_eq!(format!("{barrier:?}"), "Barrier { .. }");
}

both!(nobody_goes_on_before_all_are_there, one_for_nobody_is_one_for_one);

#[test]
fn threads_and_goroutines_meet() {
    let _watch = watch("threads_and_goroutines_meet");
    let barrier = Barrier::new(4);
    let leaders = AtomicUsize::new(0);
    let meet = || {
        for _ in 0..sized(1_000) {
            leaders.fetch_add(usize::from(barrier.wait().is_leader()), Ordering::Relaxed);
        }
    };
    thread::scope(|threads| {
        goroutines::scope(|s| {
            for _ in 0..2 {
                s.spawn(meet);
                threads.spawn(meet);
            }
        });
    });
    assert_eq!(leaders.into_inner(), sized(1_000));
}

// TR-02
#[test]
fn the_last_to_come_leads() {
    let _watch = watch("the_last_to_come_leads");
    let barrier = Arc::new(Barrier::new(2));
    let other = Arc::clone(&barrier);
    let first = named("barrier: first", move || other.wait().is_leader());
    until_blocked("barrier: first", "barrier");
    assert!(barrier.wait().is_leader());
    assert!(!first.join().unwrap());
}

// MU-08: facts of the types
#[test]
fn handles_may_be_shared_and_survive_unwinding() {
    static BARRIER: Barrier = Barrier::new(1);
    fn shared<T: Send + Sync + UnwindSafe + RefUnwindSafe>() {}
    shared::<Barrier>();
    shared::<BarrierWaitResult>();
    assert!(BARRIER.wait().is_leader());
}

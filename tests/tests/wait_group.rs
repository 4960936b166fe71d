//! `sync::WaitGroup`. What a panic or a goexit of a member does is in `unwinding.rs`.

#![forbid(unsafe_code)]

use goroutines::runtime::goexit;
use goroutines::sync::{Mutex, WaitGroup};
use goroutines_tests::{World, both, sized, watch};
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

// WG-01
fn nothing_to_wait_for(_: World) {
    let wg = WaitGroup::new();
    wg.wait();
    wg.add(0);
    wg.wait();
    wg.add(3);
    wg.add(-3);
    wg.wait();
    WaitGroup::default().clone().wait();
}

// WG-02, WG-03, after Go's sync/waitgroup_test.go:TestWaitGroup
fn two_groups_cross_again_and_again(world: World) {
    const MEMBERS: usize = 16;
    let (one, other) = (WaitGroup::new(), WaitGroup::new());
    for _ in 0..8 {
        let arrived = AtomicUsize::new(0);
        let released = AtomicUsize::new(0);
        one.add(MEMBERS as isize);
        other.add(MEMBERS as isize);
        world.scope(|s| {
            for _ in 0..MEMBERS {
                s.spawn(|| {
                    arrived.fetch_add(1, Ordering::Relaxed);
                    one.done();
                    other.wait();
                    released.fetch_add(1, Ordering::Relaxed);
                });
            }
            one.wait();
            assert_eq!(arrived.load(Ordering::Relaxed), MEMBERS);
            for _ in 0..MEMBERS {
                assert_eq!(released.load(Ordering::Relaxed), 0, "released too early");
                other.done();
            }
        });
        assert_eq!(released.into_inner(), MEMBERS);
    }
}

// WG-03, after Go's sync/waitgroup_test.go:TestWaitGroupRace
fn whoever_is_released_sees_all(world: World) {
    for _ in 0..sized(1_000) {
        let wg = WaitGroup::new();
        let done = AtomicUsize::new(0);
        world.scope(|s| {
            for _ in 0..2 {
                wg.add(1);
                s.spawn(|| {
                    done.fetch_add(1, Ordering::Relaxed);
                    wg.done();
                });
            }
            wg.wait();
            assert_eq!(done.load(Ordering::Relaxed), 2);
        });
    }
}

// WG-03: many wait
fn all_who_wait_are_released(world: World) {
    let (wg, released) = (WaitGroup::new(), AtomicUsize::new(0));
    wg.add(1);
    world.scope(|s| {
        for _ in 0..50 {
            s.spawn(|| {
                wg.wait();
                released.fetch_add(1, Ordering::Relaxed);
            });
        }
        world.yield_now();
        assert_eq!(released.load(Ordering::Relaxed), 0);
        wg.done();
    });
    assert_eq!(released.into_inner(), 50);
}

// WG-04, after Go's sync/waitgroup_test.go:TestWaitGroupMisuse
fn below_zero_is_a_panic(_: World) {
    let wg = WaitGroup::new();
    wg.add(1);
    wg.done();
    let payload = catch_unwind(AssertUnwindSafe(|| wg.done())).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"sync: negative WaitGroup counter"));
    // The counter stays as it was.
    wg.wait();
    wg.add(2);
    catch_unwind(AssertUnwindSafe(|| wg.add(-3))).unwrap_err();
    wg.add(-2);
    wg.wait();
}

// WG-04
fn beyond_its_range_is_a_panic(_: World) {
    let wg = WaitGroup::new();
    wg.add(isize::MAX);
    let payload = catch_unwind(AssertUnwindSafe(|| wg.add(1))).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"sync: WaitGroup counter out of range"));
    catch_unwind(AssertUnwindSafe(|| wg.add(isize::MIN))).unwrap_err();
    wg.add(-isize::MAX);
    wg.wait();
}

// WG-05: reuse before a previous `wait` has returned is harmless here
fn it_may_be_reused_while_waiters_are_on_their_way(world: World) {
    let (wg, released) = (WaitGroup::new(), AtomicUsize::new(0));
    world.scope(|s| {
        for _ in 0..sized(2_000) {
            wg.add(1);
            let waiter = s.spawn(|| {
                wg.wait();
                released.fetch_add(1, Ordering::Relaxed);
            });
            wg.done();
            wg.add(1); // the waiter may wait for this one too
            wg.done();
            waiter.join().unwrap();
        }
    });
    assert_eq!(released.into_inner(), sized(2_000));
}

both!(
    nothing_to_wait_for,
    two_groups_cross_again_and_again,
    whoever_is_released_sees_all,
    all_who_wait_are_released,
    below_zero_is_a_panic,
    beyond_its_range_is_a_panic,
    it_may_be_reused_while_waiters_are_on_their_way,
);

// WG-06, after Go's sync/waitgroup_test.go:TestWaitGroupGo
#[test]
fn go_runs_and_counts() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let _watch = watch("go_runs_and_counts");
    let wg = WaitGroup::new();
    for _ in 0..100 {
        wg.go(|| _ = RUNS.fetch_add(1, Ordering::Relaxed));
    }
    wg.wait();
    assert_eq!(RUNS.load(Ordering::Relaxed), 100);
}

// WG-07 [D], WG-08
#[test]
fn a_member_that_panics_or_exits_counts_as_done() {
    static ENDED: AtomicUsize = AtomicUsize::new(0);
    struct Ends;
    impl Drop for Ends {
        fn drop(&mut self) {
            ENDED.fetch_add(1, Ordering::Relaxed);
        }
    }
    let _watch = watch("a_member_that_panics_or_exits_counts_as_done");
    let wg = WaitGroup::new();
    wg.go(|| {
        let _ends = Ends;
        resume_unwind(Box::new("quiet"));
    });
    wg.go(|| {
        let _ends = Ends;
        goexit();
    });
    wg.wait();
    // `wait` does not return before the members' destructors have run.
    assert_eq!(ENDED.load(Ordering::Relaxed), 2);
}

// WG-09, after Go's internal/synctest_test.go:TestWaitGroupRacingAdds
#[test]
fn members_start_members() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    fn grow(wg: &WaitGroup, depth: usize) {
        RUNS.fetch_add(1, Ordering::Relaxed);
        for _ in 0..if depth > 0 { 3 } else { 0 } {
            let inner = wg.clone();
            wg.go(move || grow(&inner, depth - 1));
        }
    }
    let _watch = watch("members_start_members");
    let wg = WaitGroup::new();
    for round in 1..=10 {
        let inner = wg.clone();
        wg.go(move || grow(&inner, 5));
        wg.wait();
        assert_eq!(RUNS.load(Ordering::Relaxed), round * 364);
    }
}

// WG-09: `go` and `wait` race
#[test]
fn adding_and_waiting_race() {
    let _watch = watch("adding_and_waiting_race");
    let wg = WaitGroup::new();
    let log = Mutex::new(0);
    goroutines::scope(|s| {
        for _ in 0..8 {
            s.spawn(|| {
                for _ in 0..sized(400) {
                    wg.go(goroutines::yield_now);
                    wg.wait();
                    *log.lock() += 1;
                }
            });
        }
    });
    wg.wait();
    assert_eq!(log.into_inner(), 8 * sized(400));
}

// WG-03: threads and goroutines
#[test]
fn threads_and_goroutines_wait_for_each_other() {
    let _watch = watch("threads_and_goroutines_wait_for_each_other");
    for _ in 0..sized(400) {
        let (threads, others) = (WaitGroup::new(), WaitGroup::new());
        threads.add(2);
        others.add(2);
        thread::scope(|s| {
            for _ in 0..2 {
                s.spawn(|| {
                    threads.done();
                    others.wait();
                });
                let (threads, others) = (threads.clone(), others.clone());
                goroutines::go! {
                    others.done();
                    threads.wait();
                };
            }
        });
        threads.wait();
    }
}

// MU-08: facts of the types
#[test]
fn handles_may_be_shared_and_survive_unwinding() {
    static GROUP: WaitGroup = WaitGroup::new();
    fn shared<T: Send + Sync + UnwindSafe + RefUnwindSafe>() {}
    shared::<WaitGroup>();
    GROUP.add(2);
    assert_eq!(format!("{:?}", GROUP.clone()), "WaitGroup { count: 2 }");
    GROUP.add(-2);
    GROUP.wait();
}

//! `sync::Cond`.

#![forbid(unsafe_code)]

use goroutines::sync::{Cond, Mutex, MutexGuard, WaitTimeoutResult};
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::{World, both, ms, sized, watch};
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// More than any wait takes.
const LONG: Duration = Duration::from_secs(100);

/// Waits until the value is as wanted. Whoever waits at a `Cond` has entered it before he unlocks, so what he has written
/// down before is news of that.
fn until<T>(world: World, mutex: &Mutex<T>, is_so: impl Fn(&T) -> bool) -> MutexGuard<'_, T> {
    loop {
        let guard = mutex.lock();
        if is_so(&guard) {
            return guard;
        }
        drop(guard);
        world.yield_now();
    }
}

// CO-01, CO-05, CO-06, after Go's sync/cond_test.go:TestCondSignal
fn notify_one_wakes_one(world: World) {
    const WAITERS: usize = 8;
    // How many wait, and how many were woken.
    let (counts, cond) = (Mutex::new((0, 0)), Cond::new());
    world.scope(|s| {
        for _ in 0..WAITERS {
            s.spawn(|| {
                let mut guard = counts.lock();
                guard.0 += 1;
                guard = cond.wait(guard);
                guard.1 += 1;
            });
        }
        drop(until(world, &counts, |counts| counts.0 == WAITERS));
        for woken in 1..=WAITERS {
            cond.notify_one();
            assert_eq!(until(world, &counts, |counts| counts.1 >= woken).1, woken);
            for _ in 0..10 {
                world.yield_now();
                assert_eq!(counts.lock().1, woken, "nobody wakes without a notification");
            }
        }
        cond.notify_one(); // nobody is there: forgotten
    });
    assert!(cond.wait_timeout(counts.lock(), ms(1)).1.timed_out());
}

// CO-02, after Go's sync/cond_test.go:TestCondSignalGenerations
fn waiters_are_notified_in_the_order_in_which_they_came(world: World) {
    let (state, cond) = (Mutex::new((0, Vec::new())), Cond::new());
    world.scope(|s| {
        for number in 0..100 {
            let (shared, cond) = (&state, &cond);
            s.spawn(move || {
                let mut guard = shared.lock();
                guard.0 += 1;
                guard = cond.wait(guard);
                guard.1.push(number);
            });
            // Each generation wakes the one before, while the next comes.
            let guard = until(world, shared, |state| state.0 == number + 1);
            if number > 0 {
                cond.notify_one();
                drop(guard);
                drop(until(world, shared, |state| state.1.len() == number));
            }
        }
        cond.notify_one();
    });
    assert_eq!(state.into_inner().1, (0..100).collect::<Vec<_>>());
}

// CO-03, CO-06, after Go's sync/cond_test.go:TestCondBroadcast
fn notify_all_wakes_all_once(world: World) {
    const WAITERS: usize = 200;
    const ROUNDS: usize = if cfg!(debug_assertions) { 3 } else { 10 };
    struct State {
        waiting: usize,
        woken: Vec<usize>,
        stop: bool,
    }
    let cond = Cond::new();
    let state = Mutex::new(State { waiting: 0, woken: vec![0; WAITERS], stop: false });
    world.scope(|s| {
        for number in 0..WAITERS {
            let (state, cond) = (&state, &cond);
            s.spawn(move || {
                let mut guard = state.lock();
                while !guard.stop {
                    guard.waiting += 1;
                    guard = cond.wait(guard);
                    guard.woken[number] += 1;
                }
            });
        }
        for round in 1..=ROUNDS {
            let mut guard = until(world, &state, |state| state.waiting == WAITERS);
            assert!(guard.woken.iter().all(|&woken| woken == round - 1), "each once a round");
            guard.waiting = 0;
            guard.stop = round == ROUNDS;
            cond.notify_all();
        }
    });
    assert!(state.into_inner().woken.iter().all(|&woken| woken == ROUNDS));
    cond.notify_all();
}

// CO-04, after Go's sync/cond_test.go:TestCondSignalStealing
fn a_latecomer_takes_no_notification(world: World) {
    for _ in 0..sized(400) {
        let (state, cond) = (Mutex::new((0, false)), Cond::new());
        world.scope(|s| {
            let first = s.spawn(|| {
                let mut guard = state.lock();
                guard.0 = 1;
                drop(cond.wait(guard));
            });
            drop(until(world, &state, |state| state.0 == 1));
            // Notified is the one who waits, whoever comes now and whichever of the two runs first.
            cond.notify_all();
            let late = s.spawn(|| {
                let mut guard = state.lock();
                guard.0 = 2;
                while !guard.1 {
                    guard = cond.wait(guard);
                }
            });
            first.join().unwrap();
            until(world, &state, |state| state.0 == 2).1 = true;
            cond.notify_all();
            late.join().unwrap();
        });
    }
}

// CO-07, after Go's sync/cond_test.go:TestRace
fn three_hand_a_number_on(world: World) {
    let (turn, cond) = (Mutex::new(0), Cond::new());
    world.scope(|s| {
        for number in (0..3).rev() {
            let (turn, cond) = (&turn, &cond);
            s.spawn(move || {
                for round in 0..sized(1_000) {
                    let mut guard = cond.wait_while(turn.lock(), |turn| *turn != 3 * round + number);
                    *guard += 1;
                    cond.notify_all();
                }
            });
        }
    });
    assert_eq!(turn.into_inner(), 3 * sized(1_000));
}

// CO-05: as many notifications as returns, though many notify at once
fn no_wake_up_is_lost_or_made_up(world: World) {
    let (tokens, cond) = (Mutex::new(0), Cond::new());
    let returned = AtomicUsize::new(0);
    world.scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..sized(2_000) {
                    let mut guard = cond.wait_while(tokens.lock(), |tokens| *tokens == 0);
                    *guard -= 1;
                    returned.fetch_add(1, Ordering::Relaxed);
                }
            });
            s.spawn(|| {
                for turn in 0..sized(2_000) {
                    let mut guard = tokens.lock();
                    *guard += 1;
                    if turn % 2 == 0 {
                        drop(guard);
                        cond.notify_one(); // it needs no lock held
                    } else {
                        cond.notify_one();
                    }
                }
            });
        }
    });
    assert_eq!((tokens.into_inner(), returned.into_inner()), (0, 4 * sized(2_000)));
}

// CO-01: with timeouts, which Go does not have
fn a_wait_with_a_timeout(world: World) {
    let (mutex, cond) = (Mutex::new(0), Cond::new());
    let start = Instant::now();
    let (guard, result) = cond.wait_timeout(mutex.lock(), ms(5));
    assert!(result.timed_out() && start.elapsed() >= ms(5));
    assert!(mutex.try_lock().is_none(), "it is locked again");
    drop(guard);
    assert!(cond.wait_timeout(mutex.lock(), Duration::ZERO).1.timed_out());
    assert!(cond.wait_timeout_while(mutex.lock(), ms(2), |value| *value == 0).1.timed_out());
    assert!(!cond.wait_timeout_while(mutex.lock(), Duration::ZERO, |value| *value == 1).1.timed_out());
    for timeout in [LONG, Duration::MAX] {
        *mutex.lock() = 0;
        world.scope(|s| {
            s.spawn(|| {
                *until(world, &mutex, |value| *value == 1) = 2;
                cond.notify_one();
            });
            let mut guard = mutex.lock();
            *guard = 1;
            let (guard, result) = cond.wait_timeout(guard, timeout);
            assert_eq!((*guard, result.timed_out()), (2, false));
        });
        world.scope(|s| {
            s.spawn(|| {
                *mutex.lock() = 3;
                cond.notify_all();
            });
            let (guard, result) = cond.wait_timeout_while(mutex.lock(), timeout, |value| *value != 3);
            assert_eq!((*guard, result.timed_out()), (3, false));
        });
    }
}

// CO-01: a notification reaches somebody even while others give up
fn a_notification_is_not_lost_to_one_who_gives_up(world: World) {
    let (tokens, cond) = (Mutex::new(0), Cond::new());
    let told = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    world.scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let (guard, result) = cond.wait_timeout(tokens.lock(), ms(1) / 20);
                    told.fetch_add(usize::from(!result.timed_out()), Ordering::Relaxed);
                    drop(guard);
                }
            });
        }
        // Two who do not give up must not be left behind: each time both are woken.
        let patient: Vec<_> = (0..2)
            .map(|_| {
                s.spawn(|| {
                    for _ in 0..sized(400) {
                        let mut guard = cond.wait_while(tokens.lock(), |tokens| *tokens == 0);
                        *guard -= 1;
                    }
                })
            })
            .collect();
        for _ in 0..2 * sized(400) {
            let mut guard = tokens.lock();
            *guard += 1;
            cond.notify_all();
            drop(guard);
            drop(until(world, &tokens, |tokens| *tokens == 0));
        }
        patient.into_iter().for_each(|one| one.join().unwrap());
        stop.store(true, Ordering::Relaxed);
    });
}

// MU-09 [D]: a panic after the wait unlocks
fn a_panic_after_a_wait_unlocks(world: World) {
    let (mutex, cond) = (Mutex::new(false), Cond::new());
    world.scope(|s| {
        s.spawn(|| {
            *mutex.lock() = true;
            cond.notify_one();
        });
        let result = catch_unwind(AssertUnwindSafe(|| {
            let _guard = cond.wait_while(mutex.lock(), |ready| !*ready);
            resume_unwind(Box::new("quiet"));
        }));
        result.unwrap_err();
        let result = catch_unwind(AssertUnwindSafe(|| {
            let _ = cond.wait_while(mutex.lock(), |_| resume_unwind(Box::new("quiet")));
        }));
        result.unwrap_err();
    });
    assert!(mutex.try_lock().is_some());
}

both!(
    notify_one_wakes_one,
    waiters_are_notified_in_the_order_in_which_they_came,
    notify_all_wakes_all_once,
    a_latecomer_takes_no_notification,
    three_hand_a_number_on,
    no_wake_up_is_lost_or_made_up,
    a_wait_with_a_timeout,
    a_notification_is_not_lost_to_one_who_gives_up,
    a_panic_after_a_wait_unlocks,
);

// CO-07: threads and goroutines in one crowd
#[test]
fn threads_and_goroutines_take_turns() {
    let _watch = watch("threads_and_goroutines_take_turns");
    let (turn, cond) = (Mutex::new(0), Cond::new());
    let play = |number: usize| {
        for round in 0..sized(400) {
            let mut guard = cond.wait_while(turn.lock(), |turn| *turn != 4 * round + number);
            *guard += 1;
            drop(guard);
            cond.notify_all();
        }
    };
    thread::scope(|threads| {
        goroutines::scope(|s| {
            for number in [0, 2] {
                s.spawn(move || play(number));
                threads.spawn(move || play(number + 1));
            }
        });
    });
    assert_eq!(turn.into_inner(), 4 * sized(400));
}

// CO-01; TR-02: who is notified waits for the mutex then, and is listed so
#[test]
fn after_the_notification_the_mutex_is_waited_for() {
    static MUTEX: Mutex<bool> = Mutex::new(false);
    static COND: Cond = Cond::new();
    let _watch = watch("after_the_notification_the_mutex_is_waited_for");
    let waiter = named("cond: waiter", || *COND.wait(MUTEX.lock()));
    until_blocked("cond: waiter", "sync.Cond.Wait");
    let mut guard = MUTEX.lock();
    COND.notify_one();
    until_blocked("cond: waiter", "sync.Mutex.Lock");
    *guard = true;
    drop(guard);
    assert!(waiter.join().unwrap());
}

// MU-05, MU-08: facts of the types; CO-08 is one of compile time, in the documentation of `Cond`
#[test]
fn handles_may_be_shared_and_survive_unwinding() {
    static COND: Cond = Cond::new();
    fn shared<T: Send + Sync + UnwindSafe + RefUnwindSafe>() {}
    shared::<Cond>();
    shared::<WaitTimeoutResult>();
    COND.notify_all();
    assert_eq!(format!("{:?}", Cond::default()), "Cond { .. }");
}

//! `sync::Mutex`.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::sync::{Mutex, MutexGuard};
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::child::Child;
use goroutines_tests::{World, both, ms, sized, watch};
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

// MU-01, after Go's sync/mutex_test.go:TestMutex
fn try_lock_fails_while_it_is_held(world: World) {
    let mutex = Mutex::new(0);
    let guard = mutex.lock();
    assert!(mutex.try_lock().is_none());
    world.scope(|s| s.spawn(|| assert!(mutex.try_lock().is_none())).join()).unwrap();
    drop(guard);
    let guard = mutex.try_lock().expect("nobody has it");
    assert!(mutex.try_lock().is_none());
    drop(guard);
    drop(mutex.lock());
}

// MU-02, after Go's sync/mutex_test.go:TestMutex (HammerMutex)
fn lock_and_try_lock_mixed(world: World) {
    let mutex = Mutex::new((0, 0));
    let locked: usize = world.scope(|s| {
        let goroutines: Vec<_> = (0..10)
            .map(|_| {
                s.spawn(|| {
                    let mut locked = 0;
                    for turn in 0..1_000 {
                        let guard = if turn % 3 == 0 { mutex.try_lock() } else { Some(mutex.lock()) };
                        if let Some(mut both) = guard {
                            both.0 += 1;
                            assert_eq!(both.0, both.1 + 1, "somebody else is here");
                            both.1 += 1;
                            locked += 1;
                        }
                    }
                    locked
                })
            })
            .collect();
        goroutines.into_iter().map(|goroutine| goroutine.join().unwrap()).sum()
    });
    assert!(locked >= 10 * 666);
    assert_eq!(mutex.into_inner(), (locked, locked));
}

// MU-02: held over a park
fn held_over_a_park(world: World) {
    let mutex = Mutex::new(0);
    let inside = AtomicBool::new(false);
    world.scope(|s| {
        for _ in 0..8 {
            s.spawn(|| {
                for turn in 0..sized(200) {
                    let mut guard = mutex.lock();
                    assert!(!inside.swap(true, Ordering::Relaxed));
                    *guard += 1;
                    if turn % 16 == 0 {
                        world.sleep(ms(1) / 10);
                    } else {
                        world.yield_now();
                    }
                    assert!(inside.swap(false, Ordering::Relaxed));
                }
            });
        }
    });
    assert_eq!(mutex.into_inner(), 8 * sized(200));
}

// MU-04, after Go's sync/mutex_test.go:TestMutexFairness
fn who_locks_again_and_again_keeps_nobody_out(world: World) {
    let mutex = Mutex::new(());
    let stop = AtomicBool::new(false);
    world.scope(|s| {
        s.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let _guard = mutex.lock();
                world.sleep(ms(1) / 10);
            }
        });
        for _ in 0..10 {
            world.sleep(ms(1) / 10);
            drop(mutex.lock());
        }
        stop.store(true, Ordering::Relaxed);
    });
}

// MU-04: the same with several waiters, and a holder that does not even park
fn greedy_ones_keep_nobody_out(world: World) {
    let mutex = Mutex::new(());
    let stop = AtomicBool::new(false);
    world.scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let _guard = mutex.lock();
                    for _ in 0..1_000 {
                        std::hint::spin_loop();
                    }
                }
            });
        }
        let patient: Vec<_> = (0..4)
            .map(|_| {
                s.spawn(|| {
                    for _ in 0..20 {
                        drop(mutex.lock());
                    }
                })
            })
            .collect();
        patient.into_iter().for_each(|one| one.join().unwrap());
        stop.store(true, Ordering::Relaxed);
    });
}

// MU-05
fn another_may_unlock_it(world: World) {
    let mutex = Mutex::new(1);
    let mut guard = mutex.lock();
    *guard = 2;
    world.scope(|s| {
        s.spawn(move || {
            assert_eq!(*guard, 2);
            drop(guard);
        });
        assert_eq!(*mutex.lock(), 2);
    });
    assert!(mutex.try_lock().is_some());
}

// MU-05: over a channel, between goroutines and threads
fn a_guard_goes_over_a_channel(world: World) {
    let mutex = Mutex::new(0);
    let (tx, rx) = chan(0);
    world.scope(|s| {
        s.spawn(move || {
            for (turn, mut guard) in rx.iter().enumerate() {
                let guard: &mut MutexGuard<'_, usize> = &mut guard;
                assert_eq!(**guard, 2 * turn + 1);
                **guard += 1;
            }
        });
        thread::scope(|threads| {
            threads.spawn(|| {
                for turn in 0..sized(2_000) {
                    let mut guard = mutex.lock();
                    assert_eq!(*guard, 2 * turn);
                    *guard += 1;
                    tx.send(guard).unwrap();
                }
            });
        });
        drop(tx);
    });
}

// MU-09 [D]: a panic unlocks, and poisons nothing
fn a_panic_unlocks(world: World) {
    let mutex = Mutex::new(1);
    let payload = catch_unwind(AssertUnwindSafe(|| {
        let mut guard = mutex.lock();
        *guard = 2;
        resume_unwind(Box::new("quiet"));
    }));
    assert_eq!(payload.unwrap_err().downcast_ref(), Some(&"quiet"));
    assert_eq!(*mutex.try_lock().expect("unlocked"), 2);
    world.scope(|s| {
        let dies = s.spawn(|| {
            let _guard = mutex.lock();
            world.yield_now();
            resume_unwind(Box::new("quiet"));
        });
        let waits = s.spawn(|| *mutex.lock());
        assert_eq!(waits.join().unwrap(), 2);
        dies.join().unwrap_err();
    });
}

// MU-01
fn the_value_can_be_had_otherwise(_: World) {
    let mut mutex = Mutex::new(String::from("a"));
    mutex.get_mut().push('b');
    assert_eq!(mutex.into_inner(), "ab");
    assert_eq!(*Mutex::<u8>::default().lock(), 0);
    assert_eq!(*Mutex::from(7).lock(), 7);
    // Values without a size
    let bytes: &Mutex<[u8]> = &Mutex::new([1, 2, 3]);
    bytes.lock()[1] = 5;
    assert_eq!(&*bytes.lock(), [1, 5, 3]);
    let shown: Arc<Mutex<dyn Debug + Send>> = Arc::new(Mutex::new(1));
    assert_eq!(format!("{shown:?}"), "Mutex { data: 1 }");
    let guard = shown.lock();
    assert_eq!(format!("{shown:?} {guard:?}"), "Mutex { data: <locked> } 1");
    drop(guard);
    assert_eq!(format!("{}", Mutex::new(1.5).lock()), "1.5");
    // A guard that is forgotten leaves it locked.
    let mut forgotten = Mutex::new(1);
    std::mem::forget(forgotten.lock());
    assert!(forgotten.try_lock().is_none());
    assert_eq!(*forgotten.get_mut(), 1);
}

both!(
    try_lock_fails_while_it_is_held,
    lock_and_try_lock_mixed,
    held_over_a_park,
    who_locks_again_and_again_keeps_nobody_out,
    greedy_ones_keep_nobody_out,
    another_may_unlock_it,
    a_guard_goes_over_a_channel,
    a_panic_unlocks,
    the_value_can_be_had_otherwise,
);

// MU-08
#[test]
fn it_stands_in_a_static() {
    static TOTAL: Mutex<usize> = Mutex::new(0);
    let _watch = watch("it_stands_in_a_static");
    goroutines::scope(|s| {
        for _ in 0..10 {
            s.spawn(|| *TOTAL.lock() += 1);
        }
    });
    assert_eq!(*TOTAL.lock(), 10);
}

// MU-02: threads and goroutines at one mutex
#[test]
fn threads_and_goroutines_exclude_each_other() {
    let _watch = watch("threads_and_goroutines_exclude_each_other");
    let mutex = Mutex::new(0);
    let inside = AtomicUsize::new(0);
    let work = || {
        for turn in 0..sized(4_000) {
            let mut guard = mutex.lock();
            assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0);
            *guard += 1;
            if turn % 64 == 0 {
                goroutines::yield_now();
            }
            assert_eq!(inside.fetch_sub(1, Ordering::Relaxed), 1);
        }
    };
    thread::scope(|threads| {
        goroutines::scope(|s| {
            for _ in 0..4 {
                s.spawn(work);
                threads.spawn(work);
            }
        });
    });
    assert_eq!(mutex.into_inner(), 8 * sized(4_000));
}

// MU-04: whoever has waited longest comes first
#[test]
fn first_come_first_served() {
    static MUTEX: Mutex<Vec<usize>> = Mutex::new(Vec::new());
    let _watch = watch("first_come_first_served");
    let guard = MUTEX.lock();
    let waiters: Vec<_> = (0..10)
        .map(|number| {
            let name = format!("mutex in turn {number}");
            let handle = named(&name, move || MUTEX.lock().push(number));
            until_blocked(&name, "sync.Mutex.Lock");
            handle
        })
        .collect();
    drop(guard);
    waiters.into_iter().for_each(|waiter| waiter.join().unwrap());
    assert_eq!(*MUTEX.lock(), (0..10).collect::<Vec<_>>());
}

fn locks(scenario: &str, workers: &str) -> Child {
    Child::new(env!("CARGO_BIN_EXE_locks"), scenario).env("GOMAXPROCS", workers)
}

// MU-03, after Go's sync/mutex_test.go:BenchmarkMutexNoSpin (its purpose)
#[test]
fn the_holder_runs_while_others_wait_on_its_only_worker() {
    let _watch = watch("the_holder_runs_while_others_wait_on_its_only_worker");
    locks("holder-runs", "1").run().assert_prints("unlocked\nlocked\n");
}

// SM-07, after Go's runtime/sema_test.go:TestSemaHandoff: who has unlocked for one that has starved cannot lock again first
#[test]
fn it_is_handed_to_one_who_has_starved() {
    let _watch = watch("it_is_handed_to_one_who_has_starved");
    locks("handed-over", "1").run().assert_prints("ok\n");
}

// MU-04, SC-19
#[test]
fn fair_on_any_number_of_workers() {
    let _watch = watch("fair_on_any_number_of_workers");
    for workers in ["1", "2", "8"] {
        locks("fair-mutex", workers).run().assert_prints("ok\n");
    }
}

// MU-07
#[test]
fn it_is_not_re_entrant() {
    let _watch = watch("it_is_not_re_entrant");
    for workers in ["1", "2"] {
        let outcome = locks("mutex-twice", workers).run();
        outcome.assert_code(2);
        let report = "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [sync.Mutex.Lock]: main\n";
        assert!(outcome.stderr.starts_with(report), "{outcome:#?}");
    }
}

// MU-05, MU-08: facts of the types
#[test]
fn handles_may_be_sent_and_survive_unwinding() {
    fn send_and_sync<T: Send + Sync>() {}
    fn send<T: Send>() {}
    fn unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}
    send_and_sync::<Mutex<std::cell::Cell<u8>>>();
    send_and_sync::<MutexGuard<'static, u8>>();
    send::<MutexGuard<'static, std::cell::Cell<u8>>>();
    unwind_safe::<Mutex<std::cell::Cell<&mut u8>>>();
    unwind_safe::<MutexGuard<'static, std::cell::Cell<&mut u8>>>();
}

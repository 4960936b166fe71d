//! `sync::Once`, `sync::OnceLock`, `sync::once_func` and `sync::once_value`.

#![forbid(unsafe_code)]

use goroutines::runtime::{Goexit, goexit};
use goroutines::sync::{Once, OnceLock, once_func, once_value};
use goroutines_tests::child::Child;
use goroutines_tests::tally::Tally;
use goroutines_tests::{World, both, sized, watch};
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What a call panics with.
fn panic_of<T>(f: impl FnOnce() -> T) -> Box<dyn Any + Send> {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(_) => panic!("it does not panic"),
        Err(payload) => payload,
    }
}

// ON-01, after Go's sync/once_test.go:TestOnce
fn all_return_after_the_only_call(world: World) {
    for _ in 0..sized(200) {
        let (once, calls) = (Once::new(), AtomicUsize::new(0));
        world.scope(|s| {
            for _ in 0..10 {
                s.spawn(|| {
                    once.call_once(|| {
                        world.yield_now();
                        calls.fetch_add(1, Ordering::Relaxed);
                    });
                    assert_eq!(calls.load(Ordering::Relaxed), 1);
                    assert!(once.is_completed());
                });
            }
        });
    }
}

// ON-02, after Go's sync/once_test.go:TestOncePanic
fn a_panic_counts_as_done(world: World) {
    let once = Once::new();
    let payload = panic_of(|| once.call_once(|| resume_unwind(Box::new("quiet"))));
    assert_eq!(payload.downcast_ref(), Some(&"quiet"));
    assert!(once.is_completed());
    once.call_once(|| panic!("it is called twice"));
    world.scope(|s| s.spawn(|| once.call_once(|| panic!("it is called twice"))).join()).unwrap();
}

// ON-02: those who wait meanwhile go on
fn a_panic_releases_those_who_wait(world: World) {
    for _ in 0..sized(200) {
        let (once, calls) = (Once::new(), AtomicUsize::new(0));
        let panics: usize = world.scope(|s| {
            let callers: Vec<_> = (0..4)
                .map(|_| {
                    s.spawn(|| {
                        once.call_once(|| {
                            calls.fetch_add(1, Ordering::Relaxed);
                            world.yield_now();
                            resume_unwind(Box::new("quiet"));
                        });
                    })
                })
                .collect();
            callers.into_iter().map(|caller| usize::from(caller.join().is_err())).sum()
        });
        assert_eq!((panics, calls.into_inner()), (1, 1));
    }
}

// ON-01 for a value
fn a_once_lock_is_filled_once(world: World) {
    for _ in 0..sized(200) {
        let (place, calls) = (OnceLock::new(), AtomicUsize::new(0));
        world.scope(|s| {
            for number in 0..8 {
                let (place, calls) = (&place, &calls);
                s.spawn(move || {
                    if number == 7 {
                        let _ = place.set(calls.fetch_add(1, Ordering::Relaxed));
                        return;
                    }
                    let value = place.get_or_init(|| {
                        world.yield_now();
                        calls.fetch_add(1, Ordering::Relaxed)
                    });
                    assert_eq!(Some(value), place.get());
                });
            }
        });
        let value = place.into_inner().expect("filled");
        assert!(value < 2);
    }
}

// ON-02 for a value, as in std: the place stays empty
fn a_once_lock_stays_empty_after_a_panic(_: World) {
    let mut place = OnceLock::new();
    panic_of(|| place.get_or_init(|| resume_unwind(Box::new("quiet"))));
    assert_eq!((place.get(), place.get_or_init(|| 5)), (None, &5));
    assert_eq!(place.set(6), Err(6));
    *place.get_mut().expect("full") += 1;
    assert_eq!((place.clone().into_inner(), format!("{place:?}")), (Some(6), String::from("OnceLock(6)")));
    assert_eq!((place.take(), place.take(), place.get()), (Some(6), None, None));
    assert_eq!(place.set(7), Ok(()));
    assert!(place == OnceLock::from(7) && place != OnceLock::default());
}

// ON-01, after Go's sync/oncefunc_test.go:TestOnceFunc, TestOnceValue, TestOnceValues
fn once_func_and_once_value_call_once(world: World) {
    let calls = AtomicUsize::new(0);
    let call = once_func(|| {
        world.yield_now();
        calls.fetch_add(1, Ordering::Relaxed);
    });
    world.scope(|s| {
        for _ in 0..8 {
            s.spawn(|| {
                call();
                assert_eq!(calls.load(Ordering::Relaxed), 1);
            });
        }
    });
    let values = once_value(|| (calls.fetch_add(1, Ordering::Relaxed), String::from("two")));
    world.scope(|s| {
        for _ in 0..8 {
            s.spawn(|| assert_eq!(values(), (1, String::from("two"))));
        }
    });
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

// ON-04, after Go's sync/oncefunc_test.go:TestOnceFuncPanic, TestOnceValuePanic, TestOnceValuesPanic
fn each_call_panics_with_the_same_message(world: World) {
    let calls = AtomicUsize::new(0);
    let literal = once_func(|| {
        calls.fetch_add(1, Ordering::Relaxed);
        resume_unwind(Box::new("literal"));
    });
    let formatted = once_value(|| -> u8 {
        calls.fetch_add(1, Ordering::Relaxed);
        panic_any(format!("{} made", 1));
    });
    for _ in 0..3 {
        assert_eq!(panic_of(&literal).downcast_ref(), Some(&"literal"));
        assert_eq!(panic_of(&formatted).downcast_ref(), Some(&String::from("1 made")));
        let elsewhere = world.scope(|s| s.spawn(&literal).join());
        assert_eq!(elsewhere.unwrap_err().downcast_ref(), Some(&"literal"));
    }
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    // Another payload cannot be made again: only the first call has it.
    let other = once_func(|| resume_unwind(Box::new(7)));
    assert_eq!(panic_of(&other).downcast_ref(), Some(&7));
    assert!(panic_of(&other).downcast_ref::<&str>().is_some_and(|message| message.contains("only call")));
}

// ON-06, after Go's sync/oncefunc_test.go:TestOnceXGC
fn what_was_captured_is_dropped_after_the_call(_: World) {
    let tally = Tally::new();
    let token = tally.token();
    let call = once_func(move || _ = &token);
    assert_eq!(tally.dropped(), 0);
    call();
    assert_eq!(tally.dropped(), 1);
    let token = tally.token();
    let value = once_value(move || {
        let _ = &token;
        5
    });
    assert_eq!((value(), value(), tally.dropped()), (5, 5, 2));
    let token = tally.token();
    let panics = once_func(move || {
        let _ = &token;
        resume_unwind(Box::new("quiet"));
    });
    panic_of(&panics);
    assert_eq!(tally.dropped(), 3);
    let token = tally.token();
    drop(once_func(move || _ = &token));
    assert_eq!(tally.dropped(), 4, "never called");
}

both!(
    all_return_after_the_only_call,
    a_panic_counts_as_done,
    a_panic_releases_those_who_wait,
    a_once_lock_is_filled_once,
    a_once_lock_stays_empty_after_a_panic,
    once_func_and_once_value_call_once,
    each_call_panics_with_the_same_message,
    what_was_captured_is_dropped_after_the_call,
);

// ON-05, after Go's sync/oncefunc_test.go:TestOnceFuncGoexit
#[test]
fn a_goexit_is_the_only_call_too() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    static ONCE: Once = Once::new();
    let _watch = watch("a_goexit_is_the_only_call_too");
    let payload = goroutines::go!(|| ONCE.call_once(|| goexit())).join().unwrap_err();
    assert!(payload.is::<Goexit>());
    ONCE.call_once(|| panic!("it is called twice"));
    let call = once_func(|| {
        CALLS.fetch_add(1, Ordering::Relaxed);
        goexit();
    });
    goroutines::scope(|s| {
        assert!(s.spawn(&call).join().unwrap_err().is::<Goexit>());
        assert!(!s.spawn(&call).join().unwrap_err().is::<Goexit>());
    });
    assert_eq!(CALLS.load(Ordering::Relaxed), 1);
}

// ON-01: threads and goroutines
#[test]
fn threads_and_goroutines_wait_for_one_call() {
    let _watch = watch("threads_and_goroutines_wait_for_one_call");
    for _ in 0..sized(200) {
        let (once, calls) = (Once::new(), AtomicUsize::new(0));
        let call = || {
            once.call_once(|| {
                goroutines::yield_now();
                calls.fetch_add(1, Ordering::Relaxed);
            });
            assert_eq!(calls.load(Ordering::Relaxed), 1);
        };
        thread::scope(|threads| {
            goroutines::scope(|s| {
                for _ in 0..2 {
                    s.spawn(call);
                    threads.spawn(call);
                }
            });
        });
    }
}

// ON-03
#[test]
fn calling_it_inside_is_a_deadlock() {
    let _watch = watch("calling_it_inside_is_a_deadlock");
    for scenario in ["once-in-once", "once-lock-in-once-lock", "once-func-in-once-func"] {
        for workers in ["1", "2"] {
            let outcome = Child::new(env!("CARGO_BIN_EXE_locks"), scenario).env("GOMAXPROCS", workers).run();
            outcome.assert_code(2);
            let report = "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [sync.Once.Do]: main\n";
            assert!(outcome.stderr.starts_with(report), "{outcome:#?}");
        }
    }
}

// ON-07, after Go's sync/oncefunc_test.go:TestOnceFuncPanicTraceback: the report names the place in `f`
#[test]
fn the_first_panic_is_reported_where_it_happened() {
    let _watch = watch("the_first_panic_is_reported_where_it_happened");
    let outcome = Child::new(env!("CARGO_BIN_EXE_locks"), "once-func-panics").run();
    outcome.assert_code(101);
    let line = outcome.stdout.trim_end();
    assert!(outcome.stderr.contains(&format!("panicked at tests/src/bin/locks.rs:{line}:")), "{outcome:#?}");
}

// MU-08: facts of the types
#[test]
fn handles_may_be_shared_and_survive_unwinding() {
    static ONCE: Once = Once::new();
    static PLACE: OnceLock<u32> = OnceLock::new();
    fn shared<T: Send + Sync>(_: &T) {}
    fn unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}
    unwind_safe::<Once>();
    unwind_safe::<OnceLock<Cell<&mut u8>>>();
    shared(&ONCE);
    shared(&PLACE);
    shared(&once_func(|| ()));
    shared(&once_value(|| 1));
    ONCE.call_once(|| ());
    assert_eq!((PLACE.get_or_init(|| 5), format!("{ONCE:?}")), (&5, String::from("Once { is_completed: true }")));
    assert!(!Once::default().is_completed());
}

//! `Timer::after_func`. Go's `time/sleep_test.go`, written anew from what it shows.

#![forbid(unsafe_code)]

use goroutines::channel::{bounded, unbounded};
use goroutines::time::{Duration, Timer, sleep};
use goroutines::{go, select};
use goroutines_tests::child::Child;
use goroutines_tests::{World, both, ms, sized, watch};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const HOUR: Duration = Duration::from_secs(3600);

/// A counter, and a function that counts.
fn counter() -> (Arc<AtomicUsize>, impl FnMut() + Send + 'static) {
    let count = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&count);
    (count, move || {
        counts.fetch_add(1, Ordering::SeqCst);
    })
}

/// TI-07, after sleep_test.go:TestAfterFunc: the first waits for what the second sends.
fn each_function_has_a_goroutine_of_its_own(_: World) {
    let (tx, rx) = bounded(0);
    let (done_tx, done) = bounded(0);
    Timer::after_func(ms(1), move || done_tx.send(rx.recv().unwrap()).unwrap());
    Timer::after_func(ms(2), move || tx.send("from the second").unwrap());
    assert_eq!(done.recv(), Ok("from the second"));
}

/// TI-09, after sleep_test.go:TestAfterStop
fn a_stopped_function_is_not_called(_: World) {
    let (count, counts) = counter();
    let timer = Timer::after_func(ms(5), counts);
    let (tx, rx) = bounded(0);
    let later = Timer::after_func(ms(10), move || tx.send(()).unwrap());
    assert!(timer.stop() && !timer.stop());
    rx.recv().unwrap();
    assert!(!later.stop());
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

/// TI-09, after sleep_test.go:TestTimerStopStress
fn functions_are_stopped_under_load(world: World) {
    world.scope(|s| {
        for n in 0..100 {
            s.spawn(move || {
                let timer = Timer::after_func(HOUR, || panic!("an hour has passed"));
                world.sleep(Duration::from_micros(n * 50));
                assert!(timer.stop());
            });
        }
    });
}

/// TI-12, after sleep_test.go:TestStopResult: what stop says is what happens.
fn in_a_race_stop_tells_the_truth(world: World) {
    world.scope(|s| {
        for member in 0..8 {
            s.spawn(move || {
                for round in 0..sized(2_000) as u64 {
                    let (count, counts) = counter();
                    let timer = Timer::after_func(Duration::from_nanos(1 + (round * 7919 + member) % 30_000), counts);
                    if round % 3 == 0 {
                        world.yield_now();
                    }
                    if timer.stop() {
                        drop(timer);
                        assert_eq!(Arc::strong_count(&count), 1, "nothing holds the function any more");
                        assert_eq!(count.load(Ordering::SeqCst), 0);
                    } else {
                        while count.load(Ordering::SeqCst) == 0 {
                            world.yield_now();
                        }
                    }
                }
            });
        }
    });
}

/// TI-12, after sleep_test.go:TestResetResult: one call for each time that was not taken back.
fn in_a_race_reset_tells_the_truth(world: World) {
    world.scope(|s| {
        for member in 0..4 {
            s.spawn(move || {
                let (count, counts) = counter();
                let timer = Timer::after_func(Duration::from_nanos(1), counts);
                let mut expected = 1;
                for round in 0..sized(2_000) as u64 {
                    if !timer.reset(Duration::from_nanos((round * 7919 + member) % 20_000)) {
                        expected += 1;
                    }
                    if round % 5 == 0 {
                        world.yield_now();
                    }
                }
                if timer.stop() {
                    expected -= 1;
                }
                while count.load(Ordering::SeqCst) < expected {
                    world.yield_now();
                }
                world.sleep(ms(2));
                assert_eq!(count.load(Ordering::SeqCst), expected);
            });
        }
    });
}

/// TI-14, after sleep_test.go:TestAdjustTimers
fn functions_are_moved_to_and_fro(_: World) {
    let (tx, rx) = unbounded();
    let timers: Vec<Timer> = (0..100)
        .map(|n| {
            let tx = tx.clone();
            Timer::after_func(HOUR, move || tx.send(n).unwrap())
        })
        .collect();
    for (n, timer) in timers.iter().enumerate() {
        assert!(timer.reset(2 * HOUR) && timer.reset(HOUR / 2));
        assert!(timer.reset(Duration::from_micros(n as u64 * 37 % 2_000)));
    }
    let mut called: Vec<usize> = rx.iter().take(100).collect();
    called.sort_unstable();
    assert!(called.into_iter().eq(0..100), "each once");
}

/// TI-15, after sleep_test.go:TestZeroTimer
fn functions_of_no_time_are_called(_: World) {
    let (tx, rx) = bounded(0);
    for _ in 0..sized(20_000) {
        let tx = tx.clone();
        Timer::after_func(Duration::ZERO, move || tx.send(()).unwrap());
        rx.recv().unwrap();
    }
    for _ in 0..sized(2_000) {
        let tx = tx.clone();
        Timer::after_func(Duration::from_nanos(1), move || tx.send(()).unwrap());
        rx.recv().unwrap();
    }
}

/// TI-18: once the function has started, stop is false and does not wait for it.
fn stop_does_not_wait_for_the_function(_: World) {
    let (started_tx, started) = bounded(0);
    let (go_on_tx, go_on) = bounded::<()>(0);
    let timer = Timer::after_func(ms(1), move || {
        started_tx.send("started").unwrap();
        go_on.recv().unwrap();
        started_tx.send("ended").unwrap();
    });
    assert_eq!(started.recv(), Ok("started"));
    assert!(!timer.stop());
    assert!(started.try_recv().is_err(), "it still runs");
    go_on_tx.send(()).unwrap();
    assert_eq!(started.recv(), Ok("ended"));
}

/// TI-18; time/sleep.go:Reset: the function is called again, and never beside itself.
fn a_reset_function_is_called_again(_: World) {
    let (started_tx, started) = unbounded();
    let (go_on_tx, go_on) = bounded::<()>(0);
    let mut calls = 0;
    let timer = Timer::after_func(ms(1), move || {
        calls += 1;
        started_tx.send(calls).unwrap();
        go_on.recv().unwrap();
    });
    assert_eq!(started.recv(), Ok(1));
    assert!(!timer.reset(ms(1)));
    assert!(started.recv_timeout(ms(10)).is_err(), "the first call has not ended");
    assert!(!timer.stop(), "but the second has fired");
    go_on_tx.send(()).unwrap();
    assert_eq!(started.recv(), Ok(2));
    go_on_tx.send(()).unwrap();
    assert!(!timer.reset(Duration::ZERO));
    assert_eq!(started.recv(), Ok(3));
    go_on_tx.send(()).unwrap();
}

/// A call that panics is reported like any goroutine that does, and the timer can be used on.
fn a_function_may_panic(_: World) {
    let (tx, rx) = bounded(0);
    let mut calls = 0;
    let timer = Timer::after_func(ms(1), move || {
        calls += 1;
        tx.send(calls).unwrap();
        assert_ne!(calls, 1, "on purpose");
    });
    assert_eq!(rx.recv(), Ok(1));
    timer.reset(ms(1));
    assert_eq!(rx.recv(), Ok(2));
}

/// Dropping the handle stops nothing; stopping it lets go of the function.
fn a_dropped_handle_stops_nothing(_: World) {
    let (tx, rx) = bounded(0);
    drop(Timer::after_func(ms(1), move || tx.send(()).unwrap()));
    rx.recv().unwrap();
    // The last sender goes with the function.
    while rx.try_recv() != Err(goroutines::channel::TryRecvError::Disconnected) {
        sleep(Duration::from_micros(100));
    }
}

/// TI-20, after tick_test.go:TestTimerGC
fn stopped_functions_are_dropped(_: World) {
    let token = Arc::new(());
    for _ in 0..10_000 {
        let token = Arc::clone(&token);
        let timer = Timer::after_func(HOUR, move || assert!(Arc::strong_count(&token) > 0));
        assert!(timer.stop());
    }
    assert_eq!(Arc::strong_count(&token), 1);
}

/// Go's `C` of such a timer is nil.
fn such_a_timer_has_no_messages(_: World) {
    let (tx, rx) = bounded(0);
    let timer = Timer::after_func(ms(1), move || tx.send(()).unwrap());
    rx.recv().unwrap();
    select! {
        _ = <-timer => panic!("a message"),
        default(ms(1)) => (),
    }
    assert!(timer.try_recv().is_err() && timer.receiver().recv_timeout(ms(1)).is_err());
}

/// GO-18: a function may start goroutines and timers.
fn functions_start_others(_: World) {
    let (tx, rx) = bounded(0);
    Timer::after_func(ms(1), move || {
        let tx = tx.clone();
        go! {
            Timer::after_func(ms(1), move || tx.send("from within").unwrap());
        }
    });
    assert_eq!(rx.recv(), Ok("from within"));
}

/// The watch may run none of the user's code, which could keep it from its work or end it.
#[test]
fn what_a_function_panics_with_is_not_dropped_by_the_watch() {
    let _watch = watch("what_a_function_panics_with_is_not_dropped_by_the_watch");
    for workers in ["1", "2", "8"] {
        let child = Child::new(env!("CARGO_BIN_EXE_preempted"), "").env("GOMAXPROCS", workers);
        child.run().assert_prints("{\"goroutines\"}\n");
    }
}

both!(
    each_function_has_a_goroutine_of_its_own,
    a_stopped_function_is_not_called,
    functions_are_stopped_under_load,
    in_a_race_stop_tells_the_truth,
    in_a_race_reset_tells_the_truth,
    functions_are_moved_to_and_fro,
    functions_of_no_time_are_called,
    stop_does_not_wait_for_the_function,
    a_reset_function_is_called_again,
    a_function_may_panic,
    a_dropped_handle_stops_nothing,
    stopped_functions_are_dropped,
    such_a_timer_has_no_messages,
    functions_start_others,
);

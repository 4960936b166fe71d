//! Sleeping, and messages of the clock. Go's `time/sleep_test.go`, written anew from what it shows.

#![forbid(unsafe_code)]

use goroutines::channel::{TryRecvError, after, at, bounded, unbounded};
use goroutines::time::{Duration, Instant, Timer, sleep};
use goroutines::{go, select};
use goroutines_tests::{World, both, ms, sized};

/// TI-01, after sleep_test.go:TestSleep
fn a_sleep_lasts_at_least_as_long_as_it_says(_: World) {
    for milliseconds in [1, 3, 10] {
        let start = Instant::now();
        sleep(ms(milliseconds));
        assert!(start.elapsed() >= ms(milliseconds));
    }
}

/// TI-02, after sleep_test.go:TestSleepZeroDeadlock
fn no_sleep_at_all_does_no_harm(_: World) {
    let (tx, rx) = bounded(0);
    let other = go! {
        for _ in 0..100 {
            sleep(Duration::ZERO);
            tx.send(()).unwrap();
        }
    };
    for _ in 0..100 {
        sleep(Duration::ZERO);
        rx.recv().unwrap();
    }
    other.join().unwrap();
    sleep(ms(1));
}

/// TI-03, after sleep_test.go:TestOverflowSleep
fn the_longest_sleep_is_long_and_stops_nobody_else(_: World) {
    let (tx, rx) = bounded::<()>(0);
    // It will still sleep when the process ends.
    go! {
        sleep(Duration::MAX);
        tx.send(()).unwrap();
    }
    let timer = Timer::new(Duration::MAX);
    let message = after(Duration::MAX);
    sleep(ms(5));
    after(ms(1)).recv().unwrap();
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(message.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(timer.try_recv(), Err(TryRecvError::Empty));
    assert!(timer.reset(Duration::MAX - ms(1)), "it was still to fire");
    assert!(timer.stop());
}

/// TI-03: what is in the past is there at once.
fn what_was_due_before_now_is_there(_: World) {
    let then = Instant::now();
    sleep(ms(1));
    assert_eq!(at(then).try_recv(), Ok(then));
    assert!(after(Duration::ZERO).try_recv().is_ok());
}

/// TI-04, after sleep_test.go:TestAfter
fn a_message_comes_once_and_not_before_its_time(_: World) {
    let start = Instant::now();
    let message = after(ms(5));
    message.recv().unwrap();
    assert!(start.elapsed() >= ms(5));
    assert!(message.recv_timeout(ms(5)).is_err());
}

/// TI-05, after tick_test.go:TestAfterTimes
fn a_message_says_when_it_was_due_not_when_it_was_received(_: World) {
    let before = Instant::now();
    let (message, timer) = (after(ms(2)), Timer::new(ms(2)));
    let made = Instant::now();
    sleep(ms(10));
    for due in [message.recv().unwrap(), timer.recv().unwrap()] {
        assert!(before + ms(2) <= due && due <= made + ms(2));
    }
}

/// TI-16, TK-08: clones share the one message.
fn one_of_those_who_wait_gets_the_message(world: World) {
    for timer in [after(ms(3)), Timer::new(ms(3)).receiver().clone()] {
        let (tx, rx) = unbounded();
        let (quit_tx, quit) = bounded::<()>(0);
        world.scope(|s| {
            for _ in 0..5 {
                let (timer, tx, quit) = (timer.clone(), tx.clone(), quit.clone());
                s.spawn(move || {
                    select! {
                        _ = <-timer => tx.send(true).unwrap(),
                        _ = <-quit => tx.send(false).unwrap(),
                    }
                });
            }
            assert_eq!(rx.recv(), Ok(true));
            drop(quit_tx);
        });
        assert_eq!(rx.try_iter().collect::<Vec<_>>(), [false; 4]);
    }
}

/// TI-19, after tick_test.go:TestLongAdjustTimers
fn many_sleepers_do_not_make_short_waits_slow(_: World) {
    const SLEEPERS: usize = 5_000;
    let (quit_tx, quit) = bounded::<()>(0);
    let (there_tx, there) = unbounded();
    let sleepers: Vec<_> = (0..SLEEPERS)
        .map(|n| {
            go!(|n, quit = quit.clone(), there_tx = there_tx.clone()| {
                there_tx.send(()).unwrap();
                let hour = after(ms(3_600_000 + n as u64));
                select! {
                    _ = <-hour => panic!("an hour has passed"),
                    _ = <-quit => (),
                }
            })
        })
        .collect();
    (0..SLEEPERS).for_each(|_| there.recv().unwrap());
    for n in 0..sized(1_000_000) {
        select! {
            _ = <-after(Duration::from_nanos(n as u64 % 100)) => (),
            _ = <-quit => (),
        }
    }
    drop(quit_tx);
    sleepers.into_iter().for_each(|sleeper| sleeper.join().unwrap());
}

both!(
    a_sleep_lasts_at_least_as_long_as_it_says,
    no_sleep_at_all_does_no_harm,
    the_longest_sleep_is_long_and_stops_nobody_else,
    what_was_due_before_now_is_there,
    a_message_comes_once_and_not_before_its_time,
    a_message_says_when_it_was_due_not_when_it_was_received,
    one_of_those_who_wait_gets_the_message,
    many_sleepers_do_not_make_short_waits_slow,
);

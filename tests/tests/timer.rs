//! `time::Timer` with a channel: stop and reset. Go's `time/sleep_test.go` and `time/tick_test.go`, written anew from what
//! they show.

#![forbid(unsafe_code)]

use goroutines::channel::{Receiver, Select, TryRecvError, bounded, unbounded};
use goroutines::time::{Duration, Instant, Timer, sleep};
use goroutines::{go, select};
use goroutines_tests::{World, both, ms, sized};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const HOUR: Duration = Duration::from_secs(3600);

fn empty(timer: &Timer) -> bool {
    timer.try_recv() == Err(TryRecvError::Empty)
}

/// TI-09, after sleep_test.go:TestAfterStop
fn a_stopped_timer_never_fires(_: World) {
    let timer = Timer::new(ms(5));
    let soon = Timer::new(ms(1));
    assert!(timer.stop(), "the first stop");
    assert!(!timer.stop(), "the second");
    soon.recv().unwrap();
    assert!(!soon.stop(), "it has fired");
    sleep(ms(10));
    assert!(empty(&timer));
}

/// TI-10, after tick_test.go:testTimerChan
fn no_old_message_after_stop(_: World) {
    let timer = Timer::new(ms(1));
    sleep(ms(3));
    assert!(timer.stop(), "due, but not received");
    assert!(empty(&timer));
    assert!(!timer.stop());
    timer.reset(ms(1));
    timer.recv().unwrap();
}

/// TI-10, after tick_test.go:testTimerChan
fn no_old_message_after_reset(_: World) {
    let timer = Timer::new(ms(1));
    sleep(ms(3));
    let before = Instant::now();
    assert!(timer.reset(ms(2)), "due, but not received");
    assert!(timer.recv().unwrap() >= before + ms(2), "it is the new message");
    assert!(timer.receiver().recv_timeout(ms(3)).is_err(), "and the only one");
}

/// TI-11, after sleep_test.go:TestReset
fn reset_says_whether_the_timer_was_to_fire(_: World) {
    let timer = Timer::new(HOUR);
    assert!(timer.reset(HOUR / 2) && timer.reset(2 * HOUR));
    assert!(timer.reset(ms(1)));
    timer.recv().unwrap();
    assert!(!timer.reset(ms(1)), "its message has been received");
    timer.recv().unwrap();
    assert!(!timer.reset(HOUR));
    assert!(empty(&timer));
    assert!(timer.stop());
    assert!(!timer.reset(ms(1)));
    timer.recv().unwrap();
}

/// Whether a receiver that waits for the timer gets its message, and whether `change` says that it does not.
fn race(world: World, change: fn(&Timer) -> bool) {
    world.scope(|s| {
        for member in 0..sized(1_000) as u64 {
            s.spawn(move || {
                for round in 0..10 {
                    let timer = Timer::new(Duration::from_nanos((member * 7919 + round * 104_729) % 20_000));
                    let (quit_tx, quit) = bounded::<()>(0);
                    let (kept, received) = goroutines::scope(|s| {
                        let receiver = s.spawn(|| {
                            select! {
                                _ = <-timer => true,
                                _ = <-quit => false,
                            }
                        });
                        let kept = change(&timer);
                        drop(quit_tx);
                        (kept, receiver.join().unwrap())
                    });
                    assert!(!(kept && received), "what was kept from firing cannot be received");
                    assert!(kept || received || change(&timer), "a message that is not received is still there");
                }
            });
        }
    });
}

/// TI-12, after sleep_test.go:TestStopResult. A receiver that was asked to quit may leave the message where it is.
fn in_a_race_stop_tells_the_truth(world: World) {
    if world == World::Goroutines {
        race(world, Timer::stop);
    }
}

/// TI-12, after sleep_test.go:TestResetResult
fn in_a_race_reset_tells_the_truth(world: World) {
    if world == World::Goroutines {
        race(world, |timer| timer.reset(HOUR));
    }
}

/// TI-13, after tick_test.go:testTimerChan
fn a_timer_has_no_buffer(_: World) {
    let timer = Timer::new(Duration::ZERO);
    let rx = timer.receiver();
    assert_eq!((rx.len(), rx.capacity()), (0, Some(0)));
    assert!(rx.is_empty() && rx.is_full());
    rx.recv().unwrap();
    assert!(rx.is_empty() && rx.is_full());
}

/// TI-14, after sleep_test.go:TestTimerModifiedEarlier, TestAdjustTimers
fn a_timer_that_is_moved_is_not_lost(world: World) {
    for round in 0..sized(200) {
        let timers: Vec<Timer> = (0..10).map(|_| Timer::new(HOUR)).collect();
        world.scope(|s| {
            for timer in &timers {
                s.spawn(|| timer.recv().unwrap());
            }
            for (n, timer) in timers.iter().enumerate() {
                timer.reset(2 * HOUR);
                timer.reset(Duration::from_micros((n * round) as u64 % 50));
            }
        });
        assert!(timers.iter().all(|timer| !timer.stop()), "each message has been received");
    }
}

/// TI-15, after sleep_test.go:TestZeroTimer
fn timers_of_no_time_fire(_: World) {
    for _ in 0..sized(1_000_000) {
        Timer::new(Duration::ZERO).recv().unwrap();
    }
}

/// TI-17, after tick_test.go:testTimerChan: nothing is closed, and a reset wakes.
fn stop_leaves_receivers_waiting(world: World) {
    let timer = Timer::new(HOUR);
    let (tx, rx) = unbounded();
    world.scope(|s| {
        let (timer, tx) = (&timer, &tx);
        s.spawn(move || tx.send(timer.recv().is_ok()).unwrap());
        s.spawn(move || tx.send(select! { v = <-timer => v.is_ok() }).unwrap());
        s.spawn(move || tx.send(timer.receiver().recv_timeout(HOUR).is_ok()).unwrap());
        s.spawn(move || {
            let mut select = Select::new();
            select.recv(timer.receiver());
            // Another may take the message first.
            while select.ready() == 0 && timer.try_recv().is_err() {}
            tx.send(true).unwrap();
        });
        assert!(timer.stop());
        assert!(rx.recv_timeout(ms(5)).is_err(), "all wait on");
        for _ in 0..4 {
            timer.reset(ms(1));
            assert_eq!(rx.recv(), Ok(true));
            timer.stop();
        }
    });
}

/// TI-17: whoever waits for something else as well goes on waiting for that.
fn a_stopped_timer_does_not_hide_the_other_arms(world: World) {
    let (tx, rx) = bounded(0);
    let timer = Timer::new(HOUR);
    world.scope(|s| {
        let waiting = s.spawn(|| {
            select! {
                _ = <-timer => None,
                v = <-rx => v.ok(),
            }
        });
        for _ in 0..100 {
            timer.reset(HOUR);
            timer.stop();
        }
        tx.send(7).unwrap();
        assert_eq!(waiting.join().unwrap(), Some(7));
    });
}

/// A receiver that gives up at its own time, while the timer's is moved.
fn a_receiver_keeps_its_own_deadline(world: World) {
    let timer = Timer::new(HOUR);
    world.scope(|s| {
        let start = Instant::now();
        let receiver = s.spawn(|| timer.receiver().recv_timeout(ms(10)));
        while !receiver.is_finished() {
            timer.reset(HOUR);
            world.yield_now();
        }
        assert!(receiver.join().unwrap().unwrap_err().is_timeout());
        assert!(start.elapsed() >= ms(10));
    });
}

/// TI-14: resets from many sides, and a receiver for each message.
fn a_timer_is_shared(world: World) {
    let timer = Arc::new(Timer::new(HOUR));
    let finished = AtomicBool::new(false);
    world.scope(|s| {
        s.spawn(|| {
            for _ in 0..sized(1_000) {
                select! { _ = <-timer => () }
            }
            finished.store(true, Ordering::SeqCst);
        });
        for _ in 0..3 {
            s.spawn(|| {
                while !finished.load(Ordering::SeqCst) {
                    timer.reset(Duration::from_micros(20));
                    world.sleep(Duration::from_micros(100));
                }
            });
        }
    });
}

/// Both dialects, the dynamic form, and what stands for a timer behind `<-`.
fn a_timer_is_an_operand_of_select(_: World) {
    let timer = Timer::new(Duration::ZERO);
    select! { _ = <-timer => () }
    timer.reset(Duration::ZERO);
    select! { _ = <-&timer => () }
    timer.reset(Duration::ZERO);
    select! { _ = <-Some(&timer) => () }
    timer.reset(Duration::ZERO);
    goroutines::channel::select! { recv(timer.receiver()) -> v => assert!(v.is_ok()) }
    select! {
        _ = <-timer => panic!("its message has been received"),
        default => (),
    }
    timer.reset(ms(1));
    let rx: Receiver<Instant> = timer.receiver().clone();
    assert!(rx.same_channel(timer.receiver()));
    let mut select = Select::new();
    select.recv(timer.receiver());
    let operation = select.select();
    assert!(operation.recv(&rx).is_ok());
    assert!(select.try_ready().is_err());
    timer.reset(ms(1));
    assert_eq!(select.ready(), 0);
    assert!(timer.stop(), "to be ready is not to be received");
}

#[test]
fn handles_may_cross_a_catch_unwind() {
    fn assert_safe<T: Send + Sync + UnwindSafe + RefUnwindSafe>() {}
    assert_safe::<Timer>();
    assert_safe::<goroutines::time::Ticker>();
}

/// A receiver waits on a thread, and goroutines change the timer.
#[test]
fn threads_and_goroutines_share_a_timer() {
    let timer = Arc::new(Timer::new(HOUR));
    let receiver = {
        let timer = Arc::clone(&timer);
        std::thread::spawn(move || (0..100).for_each(|_| assert!(timer.recv().is_ok())))
    };
    let resets = go!(|timer = Arc::clone(&timer)| {
        while !receiver.is_finished() {
            timer.reset(Duration::from_micros(50));
            sleep(Duration::from_micros(200));
        }
        receiver.join().unwrap();
    });
    resets.join().unwrap();
}

both!(
    a_stopped_timer_never_fires,
    no_old_message_after_stop,
    no_old_message_after_reset,
    reset_says_whether_the_timer_was_to_fire,
    in_a_race_stop_tells_the_truth,
    in_a_race_reset_tells_the_truth,
    a_timer_has_no_buffer,
    a_timer_that_is_moved_is_not_lost,
    timers_of_no_time_fire,
    stop_leaves_receivers_waiting,
    a_stopped_timer_does_not_hide_the_other_arms,
    a_receiver_keeps_its_own_deadline,
    a_timer_is_shared,
    a_timer_is_an_operand_of_select,
);

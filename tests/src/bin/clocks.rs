//! Programs for the tests of timers that are about a whole process: its end, its memory, its processor time, one worker.

#![forbid(unsafe_code)]

use goroutines::channel::{after, never, tick, unbounded};
use goroutines::context::{CancelFunc, Context};
use goroutines::prelude::*;
use goroutines::runtime::{max_procs, yield_now};
use goroutines::time::{Duration, Instant, Ticker, Timer, sleep};
use goroutines_tests::process::{processor_time, status};
use goroutines_tests::{ms, sized};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{env, hint, thread};

const HOUR: Duration = Duration::from_secs(3600);

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("pending") => a_function_may_still_wake_somebody(),
        Some("for-nothing") => a_function_is_called_for_nothing(),
        Some("stopped-by-a-thread") => a_thread_stops_the_last_function(),
        Some("unwatched") => nobody_waits_for_these(),
        Some("stopped") => all_wait_for_a_stopped_timer(),
        Some("queue") => timers_fire_in_order(),
        Some("ping-pong") => a_function_is_called_during_a_ping_pong(),
        Some("spinners") => functions_are_called_beside_computations(),
        Some("from-a-thread") => a_thread_starts_timers(),
        Some("dropped") => dropped_timers_leave_nothing_behind(),
        Some("contexts") => contexts_leave_nothing_behind(),
        Some("deadline") => a_deadline_may_still_wake_somebody(),
        Some("cancelled-deadline") => a_cancelled_deadline_wakes_nobody(),
        Some("idle") => pending_timers_use_no_processor(),
        other => panic!("no scenario {other:?}"),
    }
}

/// DL-06
fn a_function_may_still_wake_somebody() {
    let (tx, rx) = chan(0);
    Timer::after_func(ms(50), move || tx.send("called").unwrap());
    println!("{}", rx.recv().unwrap());
}

/// DL-06: ends in a report.
fn a_function_is_called_for_nothing() {
    Timer::after_func(ms(50), || println!("called"));
    never::<()>().recv().unwrap();
}

/// DL-06: all wait, with a function pending, when a thread takes it back and ends. Ends in a report.
fn a_thread_stops_the_last_function() {
    let timer = Timer::after_func(HOUR, || println!("called"));
    let stops = move || {
        thread::sleep(ms(50));
        println!("stopped: {}", timer.stop());
    };
    drop(thread::spawn(stops));
    never::<()>().recv().unwrap();
}

/// DL-07: ends in a report.
fn nobody_waits_for_these() {
    let _ticker = Ticker::new(ms(1));
    let _timer = Timer::new(HOUR);
    let (_tick, _after) = (tick(ms(1)), after(HOUR));
    Timer::after_func(HOUR, || ()).stop();
    never::<()>().recv().unwrap();
}

/// DL-07: those who wait for a timer when it is stopped wait for nothing. Ends in a report.
fn all_wait_for_a_stopped_timer() {
    let timer = Arc::new(Timer::new(HOUR));
    go!(|timer = Arc::clone(&timer)| timer.recv());
    go!(|timer = Arc::clone(&timer)| select! { _ = <-timer => () });
    sleep(ms(20));
    timer.stop();
    let _ = timer.recv();
}

/// TI-06, after sleep_test.go:TestAfterQueuing: one worker gets to what is due in its order.
fn timers_fire_in_order() {
    const SLOTS: [u64; 13] = [5, 3, 6, 6, 6, 1, 1, 2, 7, 9, 4, 8, 0];
    let start = Instant::now();
    let (tx, rx) = unbounded();
    for slot in SLOTS {
        go!(|slot, tx = tx.clone()| {
            let due = Timer::new(ms(slot * 5)).recv().unwrap();
            assert!(due >= start + ms(slot * 5) && due <= Instant::now());
            tx.send((due, slot)).unwrap();
        });
    }
    drop(tx);
    let fired: Vec<(Instant, u64)> = rx.iter().collect();
    assert!(fired.is_sorted(), "{fired:?}");
    let mut slots = SLOTS;
    slots.sort_unstable();
    assert!(fired.iter().map(|fired| fired.1).eq(slots), "{fired:?}");
    println!("in order");
}

/// TI-08, after sleep_test.go:TestAfterFuncStarvation
fn a_function_is_called_during_a_ping_pong() {
    let stop = Arc::new(AtomicBool::new(false));
    let (ping_tx, ping) = chan::<()>(0);
    let (pong_tx, pong) = chan::<()>(0);
    let other = go! {
        for () in &ping {
            if pong_tx.send(()).is_err() {
                break;
            }
        }
    };
    let stops = Arc::clone(&stop);
    Timer::after_func(ms(5), move || stops.store(true, Ordering::SeqCst));
    while !stop.load(Ordering::SeqCst) {
        ping_tx.send(()).unwrap();
        pong.recv().unwrap();
    }
    drop(ping_tx);
    other.join().unwrap();
    println!("called");
}

#[goroutine]
fn spin(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        hint::spin_loop();
    }
}

/// TI-21: all workers compute, and functions are called, timers received from, and sleepers wake.
fn functions_are_called_beside_computations() {
    let stop = Arc::new(AtomicBool::new(false));
    let spinners: Vec<_> = (0..max_procs()).map(|_| go!(|stop = Arc::clone(&stop)| spin(&stop))).collect();
    let (tx, rx) = chan(0);
    for _ in 0..20 {
        let tx = tx.clone();
        Timer::after_func(ms(1), move || tx.send(()).unwrap());
        rx.recv().unwrap();
        Timer::new(ms(1)).recv().unwrap();
        sleep(ms(1));
    }
    stop.store(true, Ordering::Relaxed);
    spinners.into_iter().for_each(|spinner| spinner.join().unwrap());
    println!("called");
}

/// A thread that is no goroutine makes timers while all workers sleep, each earlier than those before.
fn a_thread_starts_timers() {
    let (tx, rx) = chan(0);
    let starts = move || {
        let _far = Timer::after_func(HOUR, || ());
        for n in (1..=20).rev() {
            thread::sleep(ms(2));
            let tx = tx.clone();
            Timer::after_func(ms(n), move || tx.send(n).unwrap());
        }
    };
    let thread = thread::spawn(starts);
    let mut called: Vec<u64> = (0..20).map(|_| rx.recv().unwrap()).collect();
    thread.join().unwrap();
    called.sort_unstable();
    assert!(called.into_iter().eq(1..=20));
    println!("all were called");
}

/// TI-20, after tick_test.go:TestTimerGC
#[goroutine]
fn dropped_timers_leave_nothing_behind() {
    let round = || {
        for _ in 0..sized(100_000) {
            drop((after(HOUR), Timer::new(HOUR), Ticker::new(HOUR), tick(HOUR)));
            Timer::after_func(HOUR, || ()).stop();
            let (timer, message) = (Timer::new(HOUR), after(HOUR));
            select! {
                _ = <-timer => (),
                _ = <-message => (),
                default => (),
            }
        }
    };
    round();
    let before = status("VmRSS");
    round();
    let grown = status("VmRSS").saturating_sub(before);
    assert!(grown < 1_000, "{grown} kB");
    println!("nothing is left");
}

/// DL-06: a deadline that nobody but the clock can bring about.
fn a_deadline_may_still_wake_somebody() {
    let (ctx, _cancel) = Context::background().with_timeout(ms(50));
    let _ = ctx.done().recv();
    println!("{}", ctx.err().unwrap());
}

/// DL-07, CX-13: ends in a report.
fn a_cancelled_deadline_wakes_nobody() {
    let (_ctx, cancel) = Context::background().with_timeout(HOUR);
    cancel.cancel();
    let _ = Context::background().done().recv();
}

/// CX-04, CX-25
#[goroutine]
fn contexts_leave_nothing_behind() {
    const MANY: usize = sized(100_000);
    let (root, _cancel) = Context::background().with_cancel();
    let round = |ending: fn(Context, CancelFunc)| {
        for _ in 0..MANY {
            let (ctx, cancel) = root.with_cancel();
            ending(ctx, cancel);
            let (ctx, cancel) = root.with_timeout(HOUR);
            cancel.cancel();
            ending(ctx, cancel);
        }
    };
    let endings: [fn(Context, CancelFunc); 3] = [
        |_, cancel| cancel.cancel(),
        |ctx, cancel| drop((ctx, cancel)),
        |ctx, _| assert!(ctx.err().is_some() || ctx.after_func(|| ()).stop()),
    ];
    endings.into_iter().for_each(round);
    let before = status("VmRSS");
    endings.into_iter().for_each(round);
    let grown = status("VmRSS").saturating_sub(before);
    assert!(grown < 2_000, "{grown} kB");

    let mut roots = Vec::with_capacity(MANY);
    let mut made = Vec::with_capacity(MANY);
    roots.resize_with(MANY, Context::todo);
    roots.clear();
    made.resize_with(MANY, || None);
    made.clear();
    let before = status("VmRSS");
    roots.resize_with(MANY, Context::background);
    let each = status("VmRSS").saturating_sub(before) * 1_000 / MANY;
    assert_eq!(each, 0, "bytes for a background");
    made.resize_with(MANY, || Some(root.with_cancel()));
    let each = (status("VmRSS") - before) * 1_000 / MANY;
    assert!(each < 1_000, "{each} bytes for each context");
    eprintln!("{each} bytes each at most");
    println!("nothing is left");
}

/// A process that waits for timers only sleeps.
fn pending_timers_use_no_processor() {
    let timers: Vec<Timer> = (0..1_000).map(|n| Timer::after_func(HOUR + ms(n), || ())).collect();
    let ticker = Ticker::new(ms(1));
    // Until nobody polls any more.
    sleep(ms(100));
    yield_now();
    let before = processor_time();
    let (tx, rx) = chan(0);
    Timer::after_func(ms(1_000), move || tx.send(()).unwrap());
    rx.recv().unwrap();
    let used = processor_time() - before;
    assert!(used <= ms(50), "{used:?} of a second");
    assert!(timers.iter().all(Timer::stop) && ticker.try_recv().is_ok());
    println!("idle");
}

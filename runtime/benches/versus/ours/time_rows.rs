//! After the benchmarks of timers in Go's `time/sleep_test.go`, written anew.

use super::parallel::parallel;
use super::trial::{Clock, Program, Run, long, once, short};
use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use goroutines::time::{Ticker, Timer, after, sleep};
use goroutines::yield_now;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

pub(super) const PROGRAMS: &[Program] = &[
    long("after_func_1000", |times| parallel(times, (), one_after_the_other)),
    long("simultaneous_after_func_1000", |times| parallel(times, (), all_at_once)),
    long("timer_start_stop_1000", |times| parallel(times, (), start_and_stop)),
    short("timer_reset_func", |times| parallel(times, (), |(), times| reset(&Timer::after_func(HOUR, || {}), times))),
    short("timer_reset_chan", |times| parallel(times, (), |(), times| reset(&Timer::new(HOUR), times))),
    short("timer_stop_func", |times| parallel(times, (), stop_func)),
    short("timer_stop_chan", |times| parallel(times, (), stop_chan)),
    short("time_after", |times| parallel(times, (), after_nothing)),
    long("sleep_1000", |times| parallel(times, (), thousand_sleep)),
    short("ticker", |times| parallel(times, (), tick)),
    short("ticker_reset", |times| parallel(times, (), reset_ticker)),
    short("ticker_reset_naive", |times| parallel(times, (), make_ticker_again)),
    long("adjust_timers_10000", |times| parallel(times, (), pull_forward)),
    once("parallel_timer_latency", 200, late_beside_work),
];

const HOUR: Duration = Duration::from_secs(3_600);

/// A timer's function starts the next timer.
#[goroutine]
fn one_after_the_other(_: &(), times: u64) -> u64 {
    let (tx, rx) = chan(0);
    let mut sum = 0;
    for _ in 0..times {
        start_next(1_000, tx.clone());
        sum += rx.recv().expect("the last one sends");
    }
    sum
}

fn start_next(left: u64, end: Sender<u64>) {
    Timer::after_func(Duration::ZERO, move || {
        if left == 0 {
            end.send(1_000).expect("it is waited for");
        } else {
            start_next(left - 1, end.clone());
        }
    });
}

#[goroutine]
fn all_at_once(_: &(), times: u64) -> u64 {
    for _ in 0..times {
        let wg = WaitGroup::new();
        wg.add(1_000);
        for _ in 0..1_000 {
            let wg = wg.clone();
            Timer::after_func(Duration::ZERO, move || wg.done());
        }
        wg.wait();
    }
    times
}

#[goroutine]
fn start_and_stop(_: &(), times: u64) -> u64 {
    let mut stopped = 0;
    for _ in 0..times {
        let timers: Vec<Timer> = (0..1_000).map(|_| Timer::after_func(HOUR, || {})).collect();
        for timer in &timers {
            stopped += u64::from(timer.stop());
        }
    }
    stopped
}

#[goroutine]
fn reset(timer: &Timer, times: u64) -> u64 {
    let mut pending = 0;
    for _ in 0..times {
        pending += u64::from(timer.reset(HOUR));
    }
    pending
}

#[goroutine]
fn stop_func(_: &(), times: u64) -> u64 {
    let mut stopped = 0;
    for _ in 0..times {
        stopped += u64::from(Timer::after_func(HOUR, || {}).stop());
    }
    stopped
}

#[goroutine]
fn stop_chan(_: &(), times: u64) -> u64 {
    let mut stopped = 0;
    for _ in 0..times {
        stopped += u64::from(Timer::new(HOUR).stop());
    }
    stopped
}

#[goroutine]
fn after_nothing(_: &(), times: u64) -> u64 {
    let mut received = 0;
    for _ in 0..times {
        received += u64::from(after(Duration::from_nanos(1)).recv().is_ok());
    }
    received
}

#[goroutine]
fn thousand_sleep(_: &(), times: u64) -> u64 {
    for _ in 0..times {
        let wg = WaitGroup::new();
        wg.add(1_000);
        for _ in 0..1_000 {
            go!(|clone wg| {
                sleep(Duration::from_nanos(1));
                wg.done();
            });
        }
        wg.wait();
    }
    times
}

#[goroutine]
fn tick(_: &(), times: u64) -> u64 {
    let ticker = Ticker::new(Duration::from_nanos(1));
    let mut received = 0;
    for _ in 0..times {
        received += u64::from(ticker.recv().is_ok());
    }
    received
}

#[goroutine]
fn reset_ticker(_: &(), times: u64) -> u64 {
    let ticker = Ticker::new(HOUR);
    for _ in 0..times {
        ticker.reset(HOUR);
    }
    times
}

#[goroutine]
fn make_ticker_again(_: &(), times: u64) -> u64 {
    let mut ticker = Ticker::new(HOUR);
    for _ in 0..times {
        ticker.stop();
        ticker = Ticker::new(HOUR);
    }
    black_box(ticker);
    times
}

/// Ten thousand that are far away become due.
#[goroutine]
fn pull_forward(_: &(), times: u64) -> u64 {
    const TIMERS: usize = 10_000;
    for _ in 0..times {
        let wg = WaitGroup::new();
        wg.add(TIMERS as isize);
        let timers: Vec<Timer> = (0..TIMERS)
            .map(|_| {
                let wg = wg.clone();
                Timer::after_func(HOUR, move || wg.done())
            })
            .collect();
        for timer in &timers {
            timer.reset(Duration::ZERO);
        }
        wg.wait();
    }
    times
}

/// Timers of 1 ms, one fewer than there are workers, beside one that computes and yields. The time is by how much later the
/// functions are called.
#[goroutine]
fn late_beside_work(times: u64) -> Run {
    const DELAY: Duration = Duration::from_millis(1);
    let timers = (max_procs() as u64 - 1).max(1);
    let late = Arc::new(AtomicU64::new(0));
    let clock = Clock::start();
    for _ in 0..times {
        let fired = Arc::new(AtomicU64::new(0));
        for _ in 0..timers {
            let (late, fired) = (Arc::clone(&late), Arc::clone(&fired));
            let due = Instant::now() + DELAY;
            Timer::after_func(DELAY, move || {
                late.fetch_add(due.elapsed().as_nanos() as u64, Ordering::Relaxed);
                fired.fetch_add(1, Ordering::Release);
            });
        }
        while fired.load(Ordering::Acquire) < timers {
            black_box(crate::job::chain(1, 500));
            yield_now();
        }
    }
    let late = late.load(Ordering::Relaxed) / timers;
    Run { took: Duration::from_nanos(late), ..clock.stop(times) }
}

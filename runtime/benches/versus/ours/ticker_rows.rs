//! After the benchmark of staggered tickers in Go's `time/sleep_test.go`, written anew: how late a goroutine sees its ticks when
//! all of them together are to compute six tenths of the time.

use super::trial::{Clock, Program, Run, once};
use crate::job::{steps_of_a_job, work};
use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use goroutines::time::Ticker;
use std::time::{Duration, Instant};

pub(super) const PROGRAMS: &[Program] = &[
    once("ticker_latency_300us_1", 400, |ticks| staggered(300, 1, ticks)),
    once("ticker_latency_300us_5", 400, |ticks| staggered(300, 5, ticks)),
    once("ticker_latency_300us_10", 400, |ticks| staggered(300, 10, ticks)),
    once("ticker_latency_2ms_1", 100, |ticks| staggered(2_000, 1, ticks)),
];

/// So many tickers for each worker, each with a goroutine. The time is the mean lateness of a tick.
#[goroutine]
fn staggered(microseconds: u64, tickers: u64, ticks: u64) -> Run {
    let period = Duration::from_micros(microseconds);
    let goroutines = tickers * max_procs() as u64;
    // A job is 20 µs.
    let steps = steps_of_a_job() * microseconds * 6 / 10 / 20 / tickers;
    let clock = Clock::start();
    let handles: Vec<_> = (0..goroutines)
        .map(|number| {
            let first = period + period * number as u32 / goroutines as u32;
            go!(|period, first, ticks, steps| late(period, first, ticks, steps))
        })
        .collect();
    let late: Duration = handles.into_iter().map(|handle| handle.join().expect("it does not panic")).sum();
    Run { took: late / goroutines as u32, ..clock.stop(ticks) }
}

/// By how much later than its ticks the goroutine has run, in all.
#[goroutine]
fn late(period: Duration, first: Duration, ticks: u64, steps: u64) -> Duration {
    let ticker = Ticker::new(first);
    let mut due = Instant::now() + first;
    let mut late = Duration::ZERO;
    for tick in 0..ticks {
        ticker.recv().expect("a ticker goes on");
        if tick == 0 {
            ticker.reset(period);
            due = Instant::now();
        }
        late += due.elapsed();
        due += period;
        work(steps);
    }
    late
}

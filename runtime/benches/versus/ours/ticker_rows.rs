//! After the benchmark of staggered tickers in Go's `time/sleep_test.go`, written anew: how late a goroutine sees its ticks when
//! all of them together are to compute six tenths of the time. And two that have a worker each, if they are put there.

use super::trial::{Clock, Program, Run, once};
use crate::job::{steps_of_a_job, work};
use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use goroutines::time::{Ticker, sleep};
use std::time::{Duration, Instant};

pub(super) const PROGRAMS: &[Program] = &[
    once("ticker_latency_300us_1", 400, |ticks| staggered(300, 1, ticks)),
    once("ticker_latency_300us_5", 400, |ticks| staggered(300, 5, ticks)),
    once("ticker_latency_300us_10", 400, |ticks| staggered(300, 10, ticks)),
    once("ticker_pair", 2 * 100, |ticks| two_busy(ticks / 2)),
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
            let rest = period * number as u32 / goroutines as u32;
            go!(|period, rest, ticks, steps| {
                sleep(rest);
                late(period, ticks, steps)
            })
        })
        .collect();
    let late: Duration = handles.into_iter().map(|handle| handle.join().expect("it does not panic")).sum();
    Run { took: late / goroutines as u32, ..clock.stop(ticks) }
}

/// Two that compute 2 ms of each 3: there is a worker for each.
#[goroutine]
fn two_busy(ticks: u64) -> Run {
    let steps = steps_of_a_job() * 100;
    let clock = Clock::start();
    let [a, b] = [0, 1].map(|_| go!(|| late(Duration::from_millis(3), ticks, steps)));
    let late = a.join().expect("it does not panic") + b.join().expect("it does not panic");
    Run { took: late, ..clock.stop(2 * ticks) }
}

/// For each tick how long after it the goroutine has run, in all. A tick that is left out, as a late one's successor is, counts
/// with the next.
#[goroutine]
fn late(period: Duration, ticks: u64, steps: u64) -> Duration {
    let mut due = Instant::now() + period;
    let ticker = Ticker::new(period);
    let mut late = Duration::ZERO;
    let mut seen = 0;
    while seen < ticks {
        ticker.recv().expect("a ticker goes on");
        let now = Instant::now();
        while due <= now && seen < ticks {
            late += now - due;
            due += period;
            seen += 1;
        }
        work(steps);
    }
    late
}

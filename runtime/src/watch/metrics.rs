//! Numbers about the runtime.
//!
//! They are kept by whoever owns them: each worker counts for itself, on memory that it alone writes, and a reader adds
//! up. So they cost next to nothing, and the sum is that of slightly different moments.

#![forbid(unsafe_code)]

use super::dump;
use crate::drive::{call, timers};
use crate::engine::limits;
use crate::sched::roster;
use crate::task::home::Home;
use crate::task::observers::BUCKETS;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What the runtime is doing, in numbers: Go's package `runtime/metrics`. [`runtime::metrics`](crate::runtime::metrics)
/// gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metrics {
    /// Goroutines that are running.
    pub running: usize,
    /// Goroutines that have started and could run, if a worker had the time.
    pub runnable: usize,
    /// Goroutines that wait: for a channel, a lock, a deadline…
    pub waiting: usize,
    /// Goroutines that have not started.
    pub unstarted: usize,
    /// Goroutines made so far.
    pub created: u64,
    /// Goroutines that have ended so far.
    pub ended: u64,
    /// How often a goroutine has been suspended to wait.
    pub parked: u64,
    /// Goroutines that a worker has taken from another before they had started.
    pub stolen: u64,
    /// How often a goroutine has kept its worker for more than ten milliseconds without letting others run, as seen by somebody who
    /// looks every ten milliseconds: each of twenty or more is counted.
    pub long_slices: u64,
    /// How long goroutines that could run have waited for their worker: a sample of a hundred in a second and worker.
    pub latency: Latency,
    /// How often a worker has had nothing to do and has polled for something, before it slept or found it.
    pub polled: u64,
    /// Deadlines that are waited for: sleepers, operations with a timeout, callbacks.
    pub timers: usize,
    /// Sockets that a worker's poller tells of: those that somebody has waited for, and that are open.
    pub sockets: usize,
    /// Goroutines and plain threads that wait for a socket.
    pub waiting_for_sockets: usize,
    /// Stacks with a goroutine on them.
    pub stacks_in_use: usize,
    /// Stacks that are kept for the next goroutines.
    pub stacks_pooled: usize,
    /// Threads that run goroutines; [`max_procs`](crate::runtime::max_procs) of them at a time.
    pub workers: usize,
    /// Threads of the runtime's own that run none of the program's code now, except on goroutines: workers, the watch,
    /// and idle threads for blocking calls.
    pub threads: usize,
}

/// How long goroutines have waited for their worker, from the wake-up to the run: Go's `/sched/latencies:seconds`.
///
/// ```
/// use std::time::Duration;
///
/// let latency = goroutines::runtime::metrics().latency;
/// // No sample, or half of them no longer than this:
/// assert!(latency.count() == 0 || latency.quantile(0.5) > Duration::ZERO);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    buckets: [u64; BUCKETS],
}

impl Latency {
    fn of(homes: &[&'static Home]) -> Latency {
        let mut latency = Latency::default();
        for home in homes {
            for (sum, count) in latency.buckets.iter_mut().zip(home.observers.latencies()) {
                *sum += count;
            }
        }
        latency
    }

    /// How many samples there are.
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }

    /// How many there are by time: less than a microsecond, less than two, four, eight… and the last of more than a second.
    pub fn buckets(&self) -> impl Iterator<Item = (Duration, u64)> + '_ {
        self.buckets.iter().enumerate().map(|(power, &count)| (Duration::from_micros(1 << power), count))
    }

    /// The time that so large a part of the samples has not exceeded, rounded up to a power of two of microseconds; zero if
    /// there are none. The median is `quantile(0.5)`.
    pub fn quantile(&self, part: f64) -> Duration {
        let wanted = (self.count() as f64 * part.clamp(0.0, 1.0)).ceil().max(1.0);
        let mut sum = 0.0;
        let reached = self.buckets().find(|&(_, count)| {
            sum += count as f64;
            sum >= wanted
        });
        reached.map_or(Duration::ZERO, |(limit, _)| limit)
    }
}

/// Adds up.
pub(crate) fn read() -> Metrics {
    let homes = roster::homes();
    let all: Vec<_> = roster::all_homes().collect();
    // What takes away first, so that no difference is negative because of what happened in between.
    let woken = sum(&all, |home| home.published.woken.load(Ordering::Acquire));
    let ended = sum(&all, |home| home.published.ended.load(Ordering::Acquire));
    let parked = sum(&all, |home| home.published.parked.load(Ordering::Acquire));
    let created = roster::created();
    let unstarted = dump::unstarted();
    let started: usize = all.iter().map(|home| home.published.settled.load(Ordering::Acquire)).sum();
    let waiting = usize::try_from(parked.saturating_sub(woken)).unwrap_or(usize::MAX).min(started);
    let awake = homes.iter().filter(|home| !home.inbox.is_asleep() && !home.published.idle.load(Ordering::Acquire));
    let running = awake.count().min(started - waiting);
    Metrics {
        running,
        runnable: started - waiting - running,
        waiting,
        unstarted,
        created,
        ended,
        parked,
        stolen: sum(homes, |home| home.published.stolen.load(Ordering::Relaxed)),
        long_slices: sum(homes, |home| home.published.long_slices.load(Ordering::Relaxed)),
        latency: Latency::of(homes),
        polled: sum(homes, |home| home.published.polled.load(Ordering::Relaxed)),
        timers: homes.iter().map(|home| home.published.alarms.load(Ordering::Relaxed)).sum::<usize>()
            + timers::pending(),
        sockets: homes.iter().map(|home| home.sockets.registered()).sum(),
        waiting_for_sockets: homes.iter().map(|home| home.sockets.waiting()).sum::<usize>() + call::waiting_threads(),
        stacks_in_use: started,
        stacks_pooled: limits::stacks().saturating_sub(started),
        workers: homes.len(),
        threads: roster::own_threads(),
    }
}

fn sum(homes: &[&'static Home], of: impl Fn(&Home) -> u64) -> u64 {
    homes.iter().map(|home| of(home)).sum()
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_samples() {
        let mut latency = Latency::default();
        assert_eq!(latency.quantile(0.5), Duration::ZERO);
        latency.buckets[2] = 98;
        latency.buckets[10] = 2;
        assert_eq!((latency.count(), latency.quantile(0.5)), (100, Duration::from_micros(4)));
        assert_eq!(
            (latency.quantile(0.98), latency.quantile(0.99)),
            (Duration::from_micros(4), Duration::from_micros(1024))
        );
        assert_eq!(
            (latency.quantile(0.0), latency.quantile(1.0)),
            (Duration::from_micros(4), Duration::from_micros(1024))
        );
    }
}

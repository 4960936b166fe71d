//! How a program that is compared with Go alone is timed. The programs in Go have the same in `go/trial.go`.

use super::Metrics;
use crate::resources::processor_time;
use crate::stopwatch::Stopwatch;
use std::time::{Duration, Instant};

/// A row's program.
pub(super) struct Program {
    pub(super) name: &'static str,
    tries: Tries,
    /// Carries out so many operations.
    run: fn(u64) -> Run,
}

/// What carrying out operations has taken, and a checksum of what they have done.
pub(super) struct Run {
    pub(super) took: Duration,
    pub(super) cpu: Duration,
    pub(super) sum: u64,
}

#[derive(Clone, Copy)]
enum Tries {
    /// First so many operations, then as many as take the time that there is.
    From(u64),
    /// So many, once: from cold.
    Once(u64),
}

/// An operation that takes nanoseconds.
pub(super) const fn short(name: &'static str, run: fn(u64) -> Run) -> Program {
    Program { name, tries: Tries::From(1_000), run }
}

/// An operation that takes nanoseconds, of which few say little: others have the processor for milliseconds meanwhile.
pub(super) const fn many(name: &'static str, run: fn(u64) -> Run) -> Program {
    Program { name, tries: Tries::From(200_000), run }
}

/// An operation that takes tens of microseconds and more.
pub(super) const fn long(name: &'static str, run: fn(u64) -> Run) -> Program {
    Program { name, tries: Tries::From(4), run }
}

/// An operation that takes tens of milliseconds and more.
pub(super) const fn slow(name: &'static str, run: fn(u64) -> Run) -> Program {
    Program { name, tries: Tries::From(1), run }
}

pub(super) const fn once(name: &'static str, operations: u64, run: fn(u64) -> Run) -> Program {
    Program { name, tries: Tries::Once(operations), run }
}

impl Program {
    pub(super) fn measure(&self, budget: Duration) -> Metrics {
        match self.tries {
            Tries::Once(operations) => {
                let run = (self.run)(operations);
                run.metrics(operations, run.sum)
            }
            Tries::From(operations) => {
                let mut watch = Stopwatch::starting_with(operations, budget);
                let mut sum = None;
                loop {
                    let operations = watch.operations();
                    let run = (self.run)(operations);
                    let sum = *sum.get_or_insert(run.sum);
                    if watch.took(run.took).is_some() {
                        return run.metrics(operations, sum);
                    }
                }
            }
        }
    }
}

impl Run {
    fn metrics(&self, operations: u64, sum: u64) -> Metrics {
        let each = |duration: Duration| duration.as_secs_f64() * 1e9 / operations as f64;
        // So that a sum is exact as a floating-point number.
        vec![("time", each(self.took)), ("cpu", each(self.cpu)), ("sum", f64::from((sum ^ (sum >> 32)) as u32))]
    }
}

/// Runs from when it is made.
pub(super) struct Clock {
    wall: Instant,
    cpu: Duration,
}

impl Clock {
    pub(super) fn start() -> Clock {
        Clock { cpu: processor_time(), wall: Instant::now() }
    }

    pub(super) fn stop(&self, sum: u64) -> Run {
        let took = self.wall.elapsed();
        Run { took, cpu: processor_time().saturating_sub(self.cpu), sum }
    }
}

/// The time and the processor time of one operation, of which `run` carries out `each` at a time.
pub(super) fn per_operation(budget: Duration, each: f64, mut run: impl FnMut(u64) -> Duration) -> Metrics {
    let mut watch = Stopwatch::new(budget);
    loop {
        let operations = watch.operations() as f64 * each;
        let clock = Clock::start();
        let elapsed = run(watch.operations());
        let cpu = clock.stop(0).cpu;
        if let Some(time) = watch.took(elapsed) {
            return vec![("time", time / each), ("cpu", cpu.as_secs_f64() * 1e9 / operations)];
        }
    }
}

//! How the programs in Rust time themselves. The programs in Go have the same in `go/stopwatch.go`.

#![forbid(unsafe_code)]

use std::time::Duration;

/// Finds how many operations take about `budget`, by short trials, and then times a run of that many.
pub(crate) struct Stopwatch {
    budget: Duration,
    operations: u64,
    last: bool,
}

impl Stopwatch {
    pub(crate) fn new(budget: Duration) -> Stopwatch {
        Stopwatch::starting_with(1_000, budget)
    }

    /// The first trial has so many operations.
    pub(crate) fn starting_with(operations: u64, budget: Duration) -> Stopwatch {
        Stopwatch { budget, operations, last: false }
    }

    /// How many operations are to be run next.
    pub(crate) fn operations(&self) -> u64 {
        self.operations
    }

    /// Says how long they took; gives the time of one, in nanoseconds, when it is known.
    pub(crate) fn took(&mut self, elapsed: Duration) -> Option<f64> {
        let elapsed = elapsed.as_secs_f64().max(1e-9);
        let operations = self.operations as f64;
        if self.last {
            return Some(elapsed * 1e9 / operations);
        }
        let trial = self.budget.as_secs_f64() / 8.0;
        self.last = elapsed >= trial;
        let factor =
            if self.last { self.budget.as_secs_f64() / elapsed } else { (trial / elapsed * 1.2).clamp(1.5, 100.0) };
        self.operations = (operations * factor).max(1.0) as u64;
        None
    }
}

/// The time of one operation, in nanoseconds. `run` carries out that many and gives the time that they took.
pub(crate) fn per_operation(budget: Duration, mut run: impl FnMut(u64) -> Duration) -> f64 {
    let mut watch = Stopwatch::new(budget);
    loop {
        let elapsed = run(watch.operations());
        if let Some(time) = watch.took(elapsed) {
            return time;
        }
    }
}

/// The value below which that share of them lie.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = values.len().saturating_sub(1) as f64 * share;
    let at = |place: f64| values.get(place as usize).copied().unwrap_or(f64::NAN);
    (at(place.floor()) + at(place.ceil())) / 2.0
}

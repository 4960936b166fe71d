//! How the programs in Rust time themselves. The programs in Go have the same in `go/stopwatch.go`.

#![forbid(unsafe_code)]

use std::time::Duration;

/// The time of one operation, in nanoseconds: from a single run that takes about `budget`, after shorter ones that tell
/// how many operations that is.
///
/// `run` carries out that many operations and gives the time that they took.
pub(crate) fn per_operation(budget: Duration, mut run: impl FnMut(u64) -> Duration) -> f64 {
    let mut operations = 1_000_u64;
    let trial = budget / 8;
    let elapsed = loop {
        let elapsed = run(operations);
        if elapsed >= trial {
            break elapsed;
        }
        let factor = trial.as_secs_f64() / elapsed.as_secs_f64().max(1e-9);
        operations = (operations as f64 * (factor * 1.2).clamp(1.5, 100.0)) as u64;
    };
    operations = (operations as f64 * budget.as_secs_f64() / elapsed.as_secs_f64()).max(1.0) as u64;
    run(operations).as_secs_f64() * 1e9 / operations as f64
}

/// The value below which that share of them lie.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}

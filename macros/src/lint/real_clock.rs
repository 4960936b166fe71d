//! The system's clock in a test that runs in a bubble: there it measures how long the test took, not what the test is about.
//!
//! Known by its path, with or without what comes before the type: imports at the head of the file cannot be seen.

use super::facts::Facts;
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{Finding, REAL_CLOCK};

pub(super) fn check(facts: &Facts, findings: &mut Vec<Finding>) {
    for call in &facts.calls {
        let Some(clock) = clock(&call.path) else { continue };
        let text = fill(catalog::REAL_CLOCK, &[clock]);
        findings.extend(facts.finding(
            REAL_CLOCK,
            (call.place.goroutines.last().copied(), &call.place),
            call.span,
            text,
        ));
    }
}

/// The clock that a call of this path reads.
fn clock(path: &[String]) -> Option<&'static str> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match &path[..] {
        ["Instant", "now"] | ["std", "time", "Instant", "now"] | ["goroutines", "time", "Instant", "now"] => {
            Some("Instant::now")
        }
        ["SystemTime", "now"] | ["std", "time", "SystemTime", "now"] => Some("SystemTime::now"),
        _ => None,
    }
}

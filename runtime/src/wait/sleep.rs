//! Waiting for nothing but time.

#![forbid(unsafe_code)]

use super::waiter::{Ended, Site, Waiter};
use std::time::Instant;

/// Waits until `deadline`, or for ever.
pub(crate) fn sleep_until(deadline: Option<Instant>, site: Site) {
    let waiter = Waiter::new();
    // Nobody knows this waiter, so only its deadline can end the wait.
    while waiter.wait(deadline, site) != Ended::Deadline {}
}

//! Channels whose sender is the clock: those of `after`, `at`, `tick`, and of `time::Timer` and `time::Ticker`.
//!
//! They need no timer: a message is there once its time has come, and a receiver that comes earlier waits with
//! that time as its deadline. So a dropped one leaves nothing behind, and a million pending ones cost their
//! own memory only. Where the time can be changed ([`Timer`]), receivers also wait for such a change.

mod after;
mod tick;
mod timer;

pub(crate) use after::After;
pub(crate) use tick::Tick;
pub(crate) use timer::{Place, Timer};

use crate::wait::owner::Owner;
use std::time::Instant;

/// A clock that sends values of type `T`.
pub(crate) trait Clock<T>: Send + Sync {
    /// Takes the message that is due at `now`. Otherwise says when there will be one, if ever.
    fn take(&self, now: Instant) -> Result<T, Option<Instant>>;

    /// Where it was made.
    fn owner(&self) -> Owner;

    /// When the next message is, or was, due.
    fn due(&self) -> Option<Instant>;

    /// The timer behind the clock, if its time can be changed.
    fn timer(&self) -> Option<&Timer> {
        None
    }
}

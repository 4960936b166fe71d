//! Channels whose sender is the clock: `after`, `at` and `tick`.
//!
//! They need no timer: a message is there once its time has come, and a receiver that comes earlier waits with
//! that time as its deadline. So a dropped one leaves nothing behind, and a million pending ones cost their
//! own memory only.

#![forbid(unsafe_code)]

mod after;
mod tick;

pub(crate) use after::After;
pub(crate) use tick::Tick;

use std::time::Instant;

/// A clock that sends values of type `T`.
pub(crate) trait Clock<T>: Send + Sync {
    /// Takes the message that is due at `now`. Otherwise says when there will be one, if ever.
    fn take(&self, now: Instant) -> Result<T, Option<Instant>>;

    /// When the next message is, or was, due.
    fn due(&self) -> Option<Instant>;
}

//! The outside world turned into wake-ups: here, the clock.

mod schedule;
pub(crate) mod timers;

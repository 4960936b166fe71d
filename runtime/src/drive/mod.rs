//! The outside world turned into wake-ups: here, the clock.

pub(crate) mod timers;

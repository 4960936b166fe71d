//! The outside world turned into wake-ups: the clock and the network.

pub(crate) mod call;
pub(crate) mod poll;
mod schedule;
pub(crate) mod source;
pub(crate) mod sources;
pub(crate) mod timers;

//! What a home tells others of itself, without a lock.

#![forbid(unsafe_code)]

use super::newcomer::Newcomer;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// What the home's thread alone writes and others read.
#[repr(align(128))]
#[derive(Default)]
pub(crate) struct Published {
    /// Time slices begun so far.
    pub(crate) slices: AtomicUsize,
    /// Goroutines that have started here and not ended.
    pub(crate) settled: AtomicUsize,
    /// Goroutines that this thread has made.
    pub(crate) created: AtomicU64,
    /// Goroutines that have ended here.
    pub(crate) ended: AtomicU64,
    /// How often a goroutine has been suspended here to wait.
    pub(crate) parked: AtomicU64,
    /// How often one has gone on after that.
    pub(crate) woken: AtomicU64,
    /// Goroutines that this worker has taken from others.
    pub(crate) stolen: AtomicU64,
    /// Slices of more than ten milliseconds without a switch. The watch's.
    pub(crate) long_slices: AtomicU64,
    /// How often this worker has looked for something to do.
    pub(crate) polled: AtomicU64,
    /// Deadlines that are waited for here.
    pub(crate) alarms: AtomicUsize,
    /// The millisecond of the first of them.
    pub(crate) first_alarm: AtomicU64,
    /// The home sleeps until a deadline (it has alarms).
    pub(crate) has_alarms: AtomicBool,
    /// The home has unstarted goroutines and no stack for them.
    pub(crate) starved: AtomicBool,
    /// The goroutine that runs here, if it has never been suspended.
    pub(crate) newcomer: Newcomer,
    /// The worker looks for something to run, or waits until it may.
    pub(crate) idle: AtomicBool,
    /// The last goroutine that was started here is likely to only pass something on: its worker should start it soon.
    pub(crate) light: AtomicBool,
}

impl Published {
    /// Says so to thieves; the line is only written to when it changes.
    #[inline]
    pub(crate) fn say_light(&self, light: bool) {
        if self.light.load(Ordering::Relaxed) != light {
            self.light.store(light, Ordering::Relaxed);
        }
    }
}

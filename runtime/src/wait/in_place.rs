//! Waiting *in place*: looking for an answer for some microseconds before switching away.
//!
//! On two workers an answer often comes within that time, and then neither an inbox nor a switch is needed. Whether it is worth its
//! while is decided from the worker's private state and its own inbox only.

#![forbid(unsafe_code)]

use crate::base::lock;
use crate::base::shim;
use crate::base::spin::spin;
use crate::task::current;
use crate::task::home::Local;
use std::sync::atomic::{AtomicU32, Ordering};

/// The first back-off of who has nothing else to run, in nanoseconds.
const EAGER: u32 = 50;

/// The time between two looks in place, in nanoseconds. Without a pause the word's line leaves the peer while it works.
const LOOK: u32 = 80;

/// At least so much of the time is left: 2⁻⁶, a look or two.
const LEAST: u32 = 6;

/// Every so many waits in vain the whole time is tried.
const PROBE: u32 = 32;

shim::statics! {
    /// How often a goroutine looks at its word before it switches away; 0 where nobody can answer meanwhile,
    /// because there is one worker, or more workers than processors.
    static LOOKS: AtomicU32 = AtomicU32::new(0);
}

/// Sets how long goroutines wait in place.
pub(crate) fn set_looks(looks: u32) {
    LOOKS.store(looks, Ordering::Relaxed);
}

/// How often a look at something that another worker may change soon is worth its while; 0: not at all.
pub(crate) fn looks() -> u32 {
    LOOKS.load(Ordering::Relaxed)
}

/// How long somebody who finds a lock held waits before he looks at it again, in nanoseconds. On a worker that has others to
/// run it is the crowd that counts: who looks seldom leaves the lock to its holder's processor. Otherwise it is the time of
/// the two that talk to each other, and the lock is free again in a moment.
#[cold]
pub(crate) fn patience() -> u32 {
    match current::local() {
        Some(local) if local.has_work() => lock::FIRST,
        _ => EAGER,
    }
}

/// Whether a goroutine that is about to wait on this worker is to look first.
#[inline]
pub(super) fn is_worth(local: &Local) -> bool {
    looks() > 0 && !local.has_work()
}

/// Looks in place until there is something to see, the worker has something else to do, or it has taken long enough.
///
/// How long that is a worker learns: a wait that was in vain halves it, and the first that was not restores it. Where another process
/// has taken a processor, so that both workers share one, nobody answers while somebody looks, and each message would
/// cost the whole time. Every so often the whole time is tried all the same.
#[inline]
pub(crate) fn look<R>(mut see: impl FnMut() -> Option<R>) -> Option<R> {
    let Some(local) = current::local() else { return see() };
    local.with_running(|task| local.timing.pause(task));
    let most = looks();
    let shift = local.in_vain.get();
    let looks = if shift.is_multiple_of(PROBE) { most } else { (most >> shift.min(LEAST)).max(1) };
    for _ in 0..looks {
        if let Some(seen) = see() {
            local.in_vain.set(0);
            local.timing.go_on();
            return Some(seen);
        }
        if local.has_work() || local.home.slice_over.load(Ordering::Relaxed) {
            return see();
        }
        spin(LOOK);
    }
    local.in_vain.set(shift.wrapping_add(1));
    see()
}

//! The callbacks of bubbles: each home for bubbles has a shard of its own, at which the watch does not look. The home's worker fires
//! what is due by the bubble's clock.

#![forbid(unsafe_code)]

use super::{Callback, Pending, Shard, Timers};
use crate::base::clock::{moment, nanoseconds};
use crate::base::lock::SpinLock;
use crate::task::home::{FIRST_OF_BUBBLES, Home, STRIDE_OF_BUBBLES};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The shards, leaked as the homes are.
static SHARDS: Mutex<Vec<&'static Shard>> = Mutex::new(Vec::new());

/// Which of these shards is that of a home.
pub(super) fn shard_of(home: &Home) -> usize {
    (home.index - FIRST_OF_BUBBLES) / STRIDE_OF_BUBBLES
}

#[cold]
pub(super) fn shard(number: usize) -> &'static SpinLock<Timers> {
    let mut shards = SHARDS.lock().unwrap_or_else(PoisonError::into_inner);
    while shards.len() <= number {
        shards.push(Box::leak(Box::new(Shard(SpinLock::new(Timers::NONE)))));
    }
    &shards[number].0
}

/// When the first callback of the home's bubble is due, or a moment before that.
pub(crate) fn first(home: &Home) -> Option<Instant> {
    shard(shard_of(home)).lock().schedule.first().map(moment)
}

/// Fires what is due.
pub(crate) fn fire_due(home: &Home, now: Instant) {
    let timers = shard(shard_of(home));
    loop {
        let due = timers.lock().schedule.pop_due(nanoseconds(now));
        let Some(Pending(callback)) = due else { return };
        callback.fire();
    }
}

/// Has nothing fire that has not, and gives it to the caller to drop.
pub(crate) fn take_all(home: &Home) -> Vec<Arc<dyn Callback>> {
    let mut timers = shard(shard_of(home)).lock();
    let mut gone = Vec::new();
    while let Some(Pending(callback)) = timers.schedule.pop_due(u64::MAX) {
        gone.push(callback);
    }
    gone
}

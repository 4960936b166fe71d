//! Callbacks that are due at a certain time: what is behind `time::Timer::after_func` and a context's deadline.
//!
//! Only they need a timer. A goroutine that waits for a time is woken by its home (`task/alarm.rs`), and a timer's channel
//! makes its receivers wait with a deadline (`chan/clock`). A callback has nobody who waits, so somebody must look at the
//! clock on its behalf: the watch, a thread that is never busy for long, whatever the workers do. It fires what is due and
//! sleeps until the next is.
//!
//! Each callback belongs to one of a few *shards*, that of the worker which has made it, so that workers that start and stop
//! timers all the time rarely meet. ([`schedule`](super::schedule) is what is in a shard.)
//!
//! Invariants:
//!
//! - a callback is in its shard at most once, and its [`Place`] says where; both change under the shard's lock;
//! - who takes a callback out of its shard has the exclusive right to it: the watch fires it, or [`disarm`] answers true and
//!   it does not fire;
//! - to fire is to start a goroutine. The watch runs no user code, and drops nothing of the user's: it gives its reference
//!   to a callback away ([`Callback::fire`]), and nobody drops one under the lock.
//!
//! # No callback is late because the watch sleeps
//!
//! The watch's *plan* is one word: until when it sleeps, or that it will look at the shards. Before it sleeps, it writes down
//! the latest time that may come of it, looks at the shards, one after the other under their locks, and then, if its plan is
//! still that one, writes down the first callback's time and sleeps. Whoever arms a callback does so under its shard's lock, and
//! reads the plan afterwards. So either the watch has seen the callback when it looked at the shard, or the callback's maker
//! sees the plan, which is later than the callback's time if it matters: then he takes the plan away and unparks the watch.
//! `unpark` leaves a token where the watch has not parked yet, so it makes no difference which of the two comes first, and
//! others need not do it again, because the watch looks at all shards before it makes another plan. Most callbacks unpark nobody,
//! because the watch wakes every ten milliseconds anyway while a worker is awake.
//!
//! The watch also asks whether the process is dead, which it is not while a callback is pending. So when it sleeps for
//! callbacks alone, and somebody takes the last one out of a shard, it is unparked to ask again; and if it was only about to
//! sleep, it finds a note in the shard that somebody did, or he finds the plan.
//!
//! Rejected: *a heap for each worker, which it looks after itself*, as Go has. A worker that is busy does not look at its heap,
//! so others would have to look into it. *A goroutine that sleeps for each callback*: a page of stack each, and one that is
//! stopped would stay until it is due.

#![forbid(unsafe_code)]

pub(crate) mod bubbles;

use super::schedule::{NOWHERE, Schedule, Slotted};
use crate::base::clock::nanoseconds;
use crate::base::fork;
use crate::base::lock::SpinLock;
use crate::base::shim::{self, AtomicU64, AtomicUsize, Ordering, thread};
use crate::task::current;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Workers beyond so many share shards.
const SHARDS: usize = if cfg!(goroutines_loom) { 2 } else { 8 };

/// Something that is to be done at a certain time, as often as it is [`arm`]ed.
pub(crate) trait Callback: Send + Sync {
    /// The time has come. Starts a goroutine, which gets the reference: the watch must not be the last to hold it.
    fn fire(self: Arc<Self>);

    /// Where the callback is.
    fn place(&self) -> &Place;
}

/// Where a callback is: its shard, and its slot there, which is read and written under the shard's lock.
pub(crate) struct Place {
    shard: usize,
    slot: AtomicUsize,
}

impl Place {
    /// In no slot yet; in the shard of whoever calls.
    #[inline]
    pub(crate) fn nowhere() -> Place {
        let shard = current::local().map_or(0, |local| match &local.bubble {
            None => local.home.index % SHARDS,
            Some(_) => SHARDS + bubbles::shard_of(local.home),
        });
        Place { shard, slot: AtomicUsize::new(NOWHERE) }
    }

    #[cfg(goroutines_loom)]
    pub(crate) fn in_shard(shard: usize) -> Place {
        Place { shard, slot: AtomicUsize::new(NOWHERE) }
    }
}

/// A callback in a shard.
struct Pending(Arc<dyn Callback>);

impl Slotted for Pending {
    fn set_slot(&self, slot: usize) {
        self.0.place().slot.store(slot, Ordering::Relaxed);
    }
}

#[repr(align(128))]
struct Shard(SpinLock<Timers>);

struct Timers {
    schedule: Schedule<Pending>,
    /// The last callback was taken out since the watch last went to sleep: what it has found meanwhile may be out of date.
    deserted: bool,
}

struct Shards([Shard; SHARDS]);

impl Shards {
    #[cfg(not(goroutines_loom))]
    const fn new() -> Shards {
        Shards([const { Shard(SpinLock::new(Timers::NONE)) }; SHARDS])
    }

    #[cfg(goroutines_loom)]
    fn new() -> Shards {
        Shards(std::array::from_fn(|_| Shard(SpinLock::new(Timers::NONE))))
    }
}

impl Timers {
    const NONE: Timers = Timers { schedule: Schedule::new(), deserted: false };
}

shim::statics! {
    static TIMERS: Shards = Shards::new();

    /// What the watch does: see [`plan`].
    static PLAN: AtomicU64 = AtomicU64::new(LOOK);

    static WATCH: OnceLock<thread::Thread> = OnceLock::new();
}

/// The plan of a watch that will look at the shards before it sleeps.
const LOOK: u64 = 0;

/// Set in the plan of a watch that sleeps until something happens, or a callback is due.
const IDLE: u64 = 1;

/// Later than any time.
const FOR_EVER: u64 = u64::MAX >> 1;

/// The plan to sleep until then at most.
fn plan(until: u64, idle: bool) -> u64 {
    (until.clamp(1, FOR_EVER) << 1) | if idle { IDLE } else { 0 }
}

/// Makes the calling thread the one that fires callbacks.
pub(crate) fn set_watch() {
    let _ = WATCH.set(thread::current());
}

/// Has the watch look around.
pub(crate) fn wake_watch() {
    // A watch that has not begun yet will look at the shards.
    if let Some(watch) = WATCH.get() {
        watch.unpark();
    }
}

/// Wakes the watch, if its plan is one that has to be changed. Read after the caller has held the lock of a shard that he has
/// changed.
fn hurry(is_wrong: impl Fn(u64) -> bool) {
    let mut present = PLAN.load(Ordering::Relaxed);
    while present != LOOK && is_wrong(present) {
        match PLAN.compare_exchange(present, LOOK, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) => return wake_watch(),
            Err(now) => present = now,
        }
    }
}

fn shard_of(callback: &dyn Callback) -> &'static SpinLock<Timers> {
    let shard = callback.place().shard;
    match TIMERS.0.get(shard) {
        Some(shard) => &shard.0,
        None => bubbles::shard(shard - SHARDS),
    }
}

/// The slot of a callback whose shard's lock the caller holds, if it is pending.
fn slot_of(callback: &dyn Callback) -> Option<usize> {
    Some(callback.place().slot.load(Ordering::Relaxed)).filter(|&slot| slot != NOWHERE)
}

/// Has the callback fire at `due`, and not at the time it was to fire before. True if it was pending.
pub(crate) fn arm(callback: Arc<dyn Callback>, due: Instant) -> bool {
    fork::refuse();
    let due = nanoseconds(due);
    let mut timers = shard_of(&*callback).lock();
    let slot = slot_of(&*callback);
    let spare = match slot {
        Some(slot) => {
            timers.schedule.change(slot, due);
            Some(callback)
        }
        None => {
            timers.schedule.insert(due, Pending(callback));
            None
        }
    };
    drop(timers);
    drop(spare);
    hurry(|plan| due < plan >> 1);
    slot.is_some()
}

/// As [`arm`], if the callback is pending.
pub(crate) fn rearm(callback: &dyn Callback, due: Instant) -> bool {
    let due = nanoseconds(due);
    let mut timers = shard_of(callback).lock();
    let Some(slot) = slot_of(callback) else { return false };
    timers.schedule.change(slot, due);
    drop(timers);
    hurry(|plan| due < plan >> 1);
    true
}

/// Has the callback not fire. True if it was pending.
pub(crate) fn disarm(callback: &dyn Callback) -> bool {
    let mut timers = shard_of(callback).lock();
    let before = slot_of(callback).and_then(|slot| timers.schedule.remove(slot));
    let deserted = before.is_some() && timers.schedule.len() == 0;
    timers.deserted |= deserted;
    drop(timers);
    if deserted {
        hurry(|plan| plan & IDLE != 0);
    }
    before.is_some()
}

/// How many callbacks are pending.
pub(crate) fn pending() -> usize {
    TIMERS.0.iter().map(|shard| shard.0.lock().schedule.len()).sum()
}

/// Whether a callback is pending.
pub(crate) fn is_pending() -> bool {
    pending() > 0
}

/// Fires what is due. Called by the watch.
pub(crate) fn fire_due() {
    for shard in &TIMERS.0 {
        if shard.0.lock().schedule.len() == 0 {
            continue;
        }
        let now = nanoseconds(shim::now());
        loop {
            let due = shard.0.lock().schedule.pop_due(now);
            let Some(Pending(callback)) = due else { break };
            callback.fire();
        }
    }
}

/// The watch sleeps until `limit`, or without one until something happens; and no longer than until the first callback
/// is due. Without a limit it does not sleep if the last callback of a shard was taken out since it slept before.
pub(crate) fn sleep(limit: Option<Instant>) {
    let idle = limit.is_none();
    let limit = limit.map_or(FOR_EVER, nanoseconds);
    let latest = plan(limit, idle);
    PLAN.store(latest, Ordering::Relaxed);
    let (mut until, mut deserted) = (limit, false);
    for shard in &TIMERS.0 {
        let mut timers = shard.0.lock();
        deserted |= std::mem::take(&mut timers.deserted);
        until = timers.schedule.first().map_or(until, |first| first.min(until));
    }
    let stays = (!idle || !deserted)
        && PLAN.compare_exchange(latest, plan(until, idle), Ordering::Relaxed, Ordering::Relaxed).is_ok();
    if stays {
        if until == FOR_EVER {
            thread::park();
        } else {
            // It may come back early; then it makes another plan.
            let left = until.saturating_sub(nanoseconds(shim::now()));
            thread::park_timeout(Duration::from_nanos(left));
        }
    }
    PLAN.store(LOOK, Ordering::Relaxed);
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;
    use std::time::Duration;

    struct Nothing(Place);

    impl Callback for Nothing {
        fn fire(self: Arc<Self>) {}

        fn place(&self) -> &Place {
            &self.0
        }
    }

    #[test]
    fn a_callback_is_pending_until_it_is_taken_out() {
        let later = Instant::now() + Duration::from_secs(3600);
        let callback = Arc::new(Nothing(Place::nowhere()));
        assert!(!disarm(&*callback));
        assert!(!arm(callback.clone(), later));
        assert!(arm(callback.clone(), later + Duration::from_secs(1)));
        assert!(is_pending());
        assert!(disarm(&*callback) && !disarm(&*callback));
        assert_eq!(Arc::strong_count(&callback), 1, "the shard holds nothing");
    }
}

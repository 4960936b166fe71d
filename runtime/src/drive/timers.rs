//! Callbacks that are due at a certain time: what is behind `time::Timer::after_func` and a context's deadline.
//!
//! Only they need a timer. A goroutine that waits for a time is woken by its home (`task/alarm.rs`), and a timer's channel
//! makes its receivers wait with a deadline (`chan/clock`). A callback has nobody who waits, so somebody must look at the
//! clock on its behalf: the watch, a thread that is never busy for long, whatever the workers do. It fires what is due and
//! sleeps until the next is.
//!
//! Invariants:
//!
//! - a callback is in the heap at most once, and its [`Place`] says where; both change under the heap's lock;
//! - who takes a callback out of the heap has the exclusive right to it: the watch fires it, or [`disarm`] answers true and
//!   it does not fire;
//! - to fire is to start a goroutine. The watch runs no user code, and drops nothing of the user's: it gives its reference
//!   to a callback away ([`Callback::fire`]), and nobody drops one under the lock.
//!
//! # No callback is late because the watch sleeps
//!
//! Before it sleeps, the watch notes under the heap's lock until when it will (its [`Plan`]), which is no later than the
//! first callback's time. Whoever puts an earlier one into the heap sees the plan under the same lock and unparks the
//! watch. So either the watch has seen the callback when it made its plan, or the callback's maker has seen the plan.
//! `unpark` leaves a token where the watch has not parked yet, so it makes no difference which of the two comes first.
//! Whoever unparks the watch takes the plan away, and others need not: the watch looks at the heap before it makes another.
//! Most callbacks unpark nobody, because the watch wakes every ten milliseconds anyway while a worker is awake.
//!
//! The watch also asks whether the process is dead, which it is not while a callback is pending. So when it sleeps for
//! callbacks alone, and somebody takes the last one out, it is unparked to ask again; and if it was only about to sleep, it
//! finds a note that somebody did.
//!
//! Rejected: *a heap for each worker*, as Go has. A worker that is busy does not look at its heap, so others would have to
//! look into it, and a callback is stopped from anywhere. The one lock is taken for as long as it takes to move an entry
//! through a heap of four children a node; and those who only wait for a time do not come here at all. *A goroutine that
//! sleeps for each callback*: a page of stack each, and one that is stopped would stay until it is due.

#![forbid(unsafe_code)]

use crate::base::fork;
use crate::base::heap::{Heap, NOWHERE, Placed};
use crate::base::lock::SpinLock;
use crate::base::shim::{self, AtomicUsize, Ordering, thread};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// Something that is to be done at a certain time, as often as it is [`arm`]ed.
pub(crate) trait Callback: Send + Sync {
    /// The time has come. Starts a goroutine, which gets the reference: the watch must not be the last to hold it.
    fn fire(self: Arc<Self>);

    /// Where the callback is in the heap.
    fn place(&self) -> &Place;
}

/// Where in the heap a callback is. Read and written under the heap's lock.
pub(crate) struct Place(AtomicUsize);

impl Place {
    /// In no heap.
    pub(crate) const fn nowhere() -> Place {
        Place(AtomicUsize::new(NOWHERE))
    }
}

/// A callback in the heap.
struct Pending(Arc<dyn Callback>);

impl Placed for Pending {
    fn set_place(&self, place: usize) {
        self.0.place().0.store(place, Ordering::Relaxed);
    }
}

/// What the watch does.
enum Plan {
    /// It will look at the heap before it sleeps.
    Look,
    /// It sleeps until then at most.
    Until(Instant),
    /// It sleeps until something happens. With a time, because a callback is due then.
    Idle(Option<Instant>),
}

struct Timers {
    heap: Heap<Pending>,
    plan: Plan,
    /// The last callback was taken out since the watch last went to sleep: what it has found meanwhile may be out of date.
    deserted: bool,
}

shim::statics! {
    static TIMERS: SpinLock<Timers> = SpinLock::new(Timers { heap: Heap::new(), plan: Plan::Look, deserted: false });

    static WATCH: OnceLock<thread::Thread> = OnceLock::new();
}

/// Makes the calling thread the one that fires callbacks.
pub(crate) fn set_watch() {
    let _ = WATCH.set(thread::current());
}

/// Has the watch look around.
pub(crate) fn wake_watch() {
    // A watch that has not begun yet will look at the heap.
    if let Some(watch) = WATCH.get() {
        watch.unpark();
    }
}

/// Has the callback fire at `due`, and not at the time it was to fire before. True if it was pending.
pub(crate) fn arm(callback: Arc<dyn Callback>, due: Instant) -> bool {
    fork::refuse();
    let mut timers = TIMERS.lock();
    let before = timers.take_out(&*callback);
    timers.heap.insert(due, Pending(callback));
    let in_time = match timers.plan {
        Plan::Look => true,
        Plan::Until(time) | Plan::Idle(Some(time)) => time <= due,
        Plan::Idle(None) => false,
    };
    if !in_time {
        timers.plan = Plan::Look;
    }
    drop(timers);
    if !in_time {
        wake_watch();
    }
    before.is_some()
}

/// Has the callback not fire. True if it was pending.
pub(crate) fn disarm(callback: &dyn Callback) -> bool {
    let mut timers = TIMERS.lock();
    let before = timers.take_out(callback);
    let mut sleeps = false;
    if before.is_some() && timers.heap.first().is_none() {
        timers.deserted = true;
        sleeps = matches!(timers.plan, Plan::Idle(_));
        if sleeps {
            timers.plan = Plan::Look;
        }
    }
    drop(timers);
    if sleeps {
        wake_watch();
    }
    before.is_some()
}

impl Timers {
    fn take_out(&mut self, callback: &dyn Callback) -> Option<Pending> {
        let place = callback.place().0.load(Ordering::Relaxed);
        (place != NOWHERE).then(|| self.heap.remove(place))
    }
}

/// How many callbacks are pending.
pub(crate) fn pending() -> usize {
    TIMERS.lock().heap.len()
}

/// Whether a callback is pending.
pub(crate) fn is_pending() -> bool {
    TIMERS.lock().heap.first().is_some()
}

/// Fires what is due. Called by the watch.
pub(crate) fn fire_due() {
    if !is_pending() {
        return;
    }
    let now = shim::now();
    loop {
        let due = TIMERS.lock().heap.pop_due(now);
        let Some(Pending(callback)) = due else { return };
        callback.fire();
    }
}

/// The watch sleeps until `limit`, or without one until something happens; and no longer than until the first callback
/// is due. Without a limit it does not sleep if the last callback was taken out since it slept before.
pub(crate) fn sleep(limit: Option<Instant>) {
    let mut timers = TIMERS.lock();
    if std::mem::take(&mut timers.deserted) && limit.is_none() {
        return;
    }
    let until = timers.heap.first().into_iter().chain(limit).min();
    timers.plan = match (limit, until) {
        (Some(_), Some(until)) => Plan::Until(until),
        _ => Plan::Idle(until),
    };
    drop(timers);
    match until {
        None => thread::park(),
        // It may have come back early; then it makes another plan.
        Some(until) => thread::park_timeout(until.saturating_duration_since(shim::now())),
    }
    TIMERS.lock().plan = Plan::Look;
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
        assert_eq!(Arc::strong_count(&callback), 1, "the heap holds nothing");
    }
}

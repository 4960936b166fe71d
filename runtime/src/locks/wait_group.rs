//! Go's `sync.WaitGroup`.
//!
//! The counter is an atomic with one more bit, WAITED, which says that somebody waits. It is set under the crowd's lock, by
//! whoever enters the crowd, and only while the counter is not zero; and a counter with that bit comes down to zero
//! under the lock as well, by whoever releases the crowd. So nobody enters a crowd that has just been released, nobody is
//! released who waits for what was added later, and as long as nobody waits, counting takes one compare-exchange and no lock.

#![forbid(unsafe_code)]

use crate::base::lock::SpinLock;
use crate::base::shim::{AtomicUsize, Ordering};
use crate::task::reason::Reason;
use crate::wait::crowd::{Crowd, wait_for_release};
use crate::wait::waiter::{Site, Wakes};
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, OnceLock};

/// Waits for a number of goroutines to finish: Go's `sync.WaitGroup`.
///
/// Clones share one counter, so a clone goes into each goroutine. A group may be used again once it has come
/// down to zero.
///
/// ```
/// use goroutines::{go, sync::WaitGroup};
///
/// let wg = WaitGroup::new();
/// for _ in 0..3 {
///     wg.add(1);
///     go!(|wg = wg.clone()| wg.done());
/// }
/// wg.wait();
/// ```
pub struct WaitGroup {
    /// Made when it is first needed, so that a group may stand in a static.
    shared: OnceLock<Arc<Counter>>,
}

/// The counter, and those who wait for it to be zero.
pub(crate) struct Counter {
    /// The counter in units of [`ONE`], and [`WAITED`].
    state: AtomicUsize,
    waiters: SpinLock<Crowd>,
}

/// Somebody waits.
const WAITED: usize = 1;

const ONE: usize = 2;

/// The state with `delta` added to the counter, unless that has no place for it.
#[inline]
fn plus(state: usize, delta: isize) -> Option<usize> {
    let count = (state / ONE).checked_add_signed(delta).filter(|&count| count <= usize::MAX / ONE)?;
    Some((count * ONE) | (state & WAITED))
}

#[cold]
#[track_caller]
fn out_of_range(delta: isize) -> ! {
    if delta < 0 {
        panic!("sync: negative WaitGroup counter");
    }
    panic!("sync: WaitGroup counter out of range")
}

/// What became of an addition.
enum Counted {
    Done,
    /// It would bring the counter to zero, and somebody waits for that.
    EndsWaits,
    /// There is no such counter.
    OutOfRange,
}

impl Counter {
    pub(crate) fn new() -> Counter {
        Counter { state: AtomicUsize::new(0), waiters: SpinLock::new(Crowd::new()) }
    }

    /// The present count.
    pub(crate) fn count(&self) -> usize {
        self.state.load(Ordering::Relaxed) / ONE
    }

    #[inline]
    #[track_caller]
    pub(crate) fn add(&self, delta: isize) {
        let counted = match self.try_add(delta) {
            Counted::EndsWaits => self.add_to_the_end(delta),
            counted => counted,
        };
        match counted {
            Counted::OutOfRange => out_of_range(delta),
            Counted::Done | Counted::EndsWaits => {}
        }
    }

    /// Waits until the counter is zero.
    #[inline]
    #[track_caller]
    pub(crate) fn wait(&self) {
        if self.state.load(Ordering::Acquire) != 0 {
            self.wait_slowly(Site { reason: Reason::WaitGroup, location: Location::caller() });
        }
    }

    /// Adds to the counter, unless that ends waits.
    #[inline]
    fn try_add(&self, delta: isize) -> Counted {
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            let Some(next) = plus(state, delta) else { return Counted::OutOfRange };
            if next == WAITED {
                return Counted::EndsWaits;
            }
            // Whoever sees the counter at zero sees what was done before it was brought down.
            match self.state.compare_exchange_weak(state, next, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return Counted::Done,
                Err(now) => state = now,
            }
        }
    }

    #[cold]
    fn wait_slowly(&self, site: Site) {
        let waiters = self.waiters.lock();
        let mut state = self.state.load(Ordering::Acquire);
        while state != 0 {
            match self.state.compare_exchange_weak(state, state | WAITED, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => return wait_for_release(&self.waiters, waiters, |waiters| waiters, site),
                Err(now) => state = now,
            }
        }
    }

    /// Adds to the counter, and releases those who wait.
    #[cold]
    fn add_to_the_end(&self, delta: isize) -> Counted {
        let mut wakes = Wakes::default();
        let mut waiters = self.waiters.lock();
        let counted = loop {
            // Others may have counted meanwhile, and this does not end it any more.
            match self.try_add(delta) {
                Counted::EndsWaits => {}
                counted => break counted,
            }
            let last = (delta.unsigned_abs() * ONE) | WAITED;
            if self.state.compare_exchange(last, 0, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
                (*waiters).release(&mut wakes);
                break Counted::Done;
            }
        };
        drop(waiters);
        wakes.now();
        counted
    }
}

impl UnwindSafe for WaitGroup {}
impl RefUnwindSafe for WaitGroup {}

impl WaitGroup {
    /// A group whose counter is zero. It may stand in a static.
    ///
    /// ```
    /// static RUNNING: goroutines::sync::WaitGroup = goroutines::sync::WaitGroup::new();
    /// RUNNING.wait();
    /// ```
    pub const fn new() -> WaitGroup {
        WaitGroup { shared: OnceLock::new() }
    }

    #[inline]
    fn shared(&self) -> &Arc<Counter> {
        match self.shared.get() {
            Some(shared) => shared,
            None => self.make(),
        }
    }

    #[cold]
    fn make(&self) -> &Arc<Counter> {
        self.shared.get_or_init(|| Arc::new(Counter::new()))
    }

    /// Adds `delta`, which may be negative, to the counter. At zero, all who wait are released.
    ///
    /// Add before the goroutine is started, not in it: the one that waits may come first.
    ///
    /// # Panics
    ///
    /// If the counter would go below zero, or beyond half of `usize::MAX`; it stays as it was.
    ///
    /// ```
    /// let wg = goroutines::sync::WaitGroup::new();
    /// wg.add(2);
    /// wg.add(-2);
    /// wg.wait();
    /// ```
    #[inline]
    #[track_caller]
    pub fn add(&self, delta: isize) {
        self.shared().add(delta);
    }

    /// Subtracts one from the counter: one goroutine has finished.
    ///
    /// # Panics
    ///
    /// If the counter is zero.
    ///
    /// ```
    /// let wg = goroutines::sync::WaitGroup::new();
    /// wg.add(1);
    /// wg.done();
    /// wg.wait();
    /// ```
    #[inline]
    #[track_caller]
    pub fn done(&self) {
        self.add(-1);
    }

    /// Waits until the counter is zero.
    ///
    /// ```
    /// let wg = goroutines::sync::WaitGroup::new();
    /// wg.wait(); // nothing was added
    /// ```
    #[inline]
    #[track_caller]
    pub fn wait(&self) {
        if let Some(shared) = self.shared.get() {
            shared.wait();
        }
    }
}

impl Clone for WaitGroup {
    fn clone(&self) -> Self {
        WaitGroup { shared: OnceLock::from(Arc::clone(self.shared())) }
    }
}

impl Default for WaitGroup {
    fn default() -> Self {
        WaitGroup::new()
    }
}

impl fmt::Debug for WaitGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitGroup").field("count", &self.shared().count()).finish()
    }
}

//! Go's `sync.WaitGroup`.

#![forbid(unsafe_code)]

use crate::base::lock::SpinLock;
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
    shared: OnceLock<Arc<Shared>>,
}

struct Shared {
    state: SpinLock<State>,
}

struct State {
    count: usize,
    waiters: Crowd,
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

    fn shared(&self) -> &Arc<Shared> {
        self.shared.get_or_init(|| {
            let state = State { count: 0, waiters: Crowd::new() };
            Arc::new(Shared { state: SpinLock::new(state) })
        })
    }

    /// Adds `delta`, which may be negative, to the counter. At zero, all who wait are released.
    ///
    /// Add before the goroutine is started, not in it: the one that waits may come first.
    ///
    /// # Panics
    ///
    /// If the counter would go below zero, or beyond `usize::MAX`; it stays as it was.
    ///
    /// ```
    /// let wg = goroutines::sync::WaitGroup::new();
    /// wg.add(2);
    /// wg.add(-2);
    /// wg.wait();
    /// ```
    #[track_caller]
    pub fn add(&self, delta: isize) {
        let mut wakes = Wakes::default();
        let mut state = self.shared().state.lock();
        let Some(count) = state.count.checked_add_signed(delta) else {
            drop(state);
            panic!("sync: {} WaitGroup counter", if delta < 0 { "negative" } else { "too large a" })
        };
        state.count = count;
        if count == 0 {
            state.waiters.release(&mut wakes);
        }
        drop(state);
        wakes.now();
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
    #[track_caller]
    pub fn wait(&self) {
        let state = self.shared().state.lock();
        if state.count > 0 {
            let site = Site { reason: Reason::WaitGroup, location: Location::caller() };
            wait_for_release(&self.shared().state, state, |state| &mut state.waiters, site);
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
        f.debug_struct("WaitGroup").field("count", &self.shared().state.lock().count).finish()
    }
}

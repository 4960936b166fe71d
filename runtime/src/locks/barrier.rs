//! std's `Barrier`, which parks.

#![forbid(unsafe_code)]

use crate::base::lock::SpinLock;
use crate::task::reason::Reason;
use crate::wait::crowd::{Crowd, wait_for_release};
use crate::wait::waiter::{Site, Wakes};
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

/// Lets a number of goroutines wait for each other: [`std::sync::Barrier`], which parks. It may be used again and again.
///
/// ```
/// use goroutines::{scope, sync::Barrier};
///
/// let barrier = Barrier::new(3);
/// scope(|s| {
///     for _ in 0..3 {
///         s.spawn(|| barrier.wait()); // nobody goes on before all three are here
///     }
/// });
/// ```
pub struct Barrier {
    wanted: usize,
    state: SpinLock<State>,
}

struct State {
    arrived: usize,
    crowd: Crowd,
}

impl UnwindSafe for Barrier {}
impl RefUnwindSafe for Barrier {}

impl Barrier {
    /// A barrier for `n` goroutines; 0 is as 1.
    ///
    /// ```
    /// static BARRIER: goroutines::sync::Barrier = goroutines::sync::Barrier::new(1);
    /// assert!(BARRIER.wait().is_leader());
    /// ```
    #[cfg(not(goroutines_loom))]
    pub const fn new(n: usize) -> Barrier {
        Barrier { wanted: n, state: SpinLock::new(State { arrived: 0, crowd: Crowd::new() }) }
    }

    /// A barrier for `n` goroutines; 0 is as 1.
    #[cfg(goroutines_loom)]
    pub fn new(n: usize) -> Barrier {
        Barrier { wanted: n, state: SpinLock::new(State { arrived: 0, crowd: Crowd::new() }) }
    }

    /// Waits until as many as the barrier is for are here. One of them, the last to come, is the leader.
    ///
    /// ```
    /// let result = goroutines::sync::Barrier::new(1).wait();
    /// assert!(result.is_leader());
    /// ```
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let mut state = self.state.lock();
        state.arrived += 1;
        if state.arrived < self.wanted {
            let site = Site { reason: Reason::Barrier, location: Location::caller() };
            wait_for_release(&self.state, state, |state| &mut state.crowd, site);
            return BarrierWaitResult { is_leader: false };
        }
        state.arrived = 0;
        let mut wakes = Wakes::default();
        state.crowd.release(&mut wakes);
        drop(state);
        wakes.now();
        BarrierWaitResult { is_leader: true }
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

/// What [`Barrier::wait`] says: the counterpart of [`std::sync::BarrierWaitResult`].
#[derive(Debug)]
pub struct BarrierWaitResult {
    is_leader: bool,
}

impl BarrierWaitResult {
    /// Whether this one was the last to come.
    ///
    /// ```
    /// assert!(goroutines::sync::Barrier::new(0).wait().is_leader());
    /// ```
    pub fn is_leader(&self) -> bool {
        self.is_leader
    }
}

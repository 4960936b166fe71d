//! Go's `sync.Cond`, with std's methods.
//!
//! Those who wait stand in a crowd. One who waits enters it before he unlocks the mutex, so whoever notifies after that
//! finds him; he leaves it only because he was notified, or because his time was up.

#![forbid(unsafe_code)]

use super::mutex::MutexGuard;
use crate::base::lock::SpinLock;
use crate::task::current;
use crate::task::reason::Reason;
use crate::wait::crowd::{Crowd, wait_in_after};
use crate::wait::waiter::{Site, Wakes};
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::time::{Duration, Instant};

/// What a waiter is told.
const GO_ON: u32 = 0;

/// Waits until another goroutine says that something has changed: Go's `sync.Cond`.
///
/// There are no spurious wake-ups, and waiters are notified in the order in which they came. But between the notification
/// and the return of `wait` another may take the mutex, so test the condition again: [`wait_while`](Cond::wait_while) does.
///
/// ```
/// use goroutines::go;
/// use goroutines::sync::{Cond, Mutex};
///
/// static READY: Mutex<bool> = Mutex::new(false);
/// static CHANGED: Cond = Cond::new();
///
/// go! {
///     *READY.lock() = true;
///     CHANGED.notify_one();
/// }
/// let ready = CHANGED.wait_while(READY.lock(), |ready| !*ready);
/// assert!(*ready);
/// ```
///
/// It cannot be copied, which Go finds out at run time only:
///
/// ```compile_fail,E0599
/// let cond = goroutines::sync::Cond::new();
/// let copy = cond.clone();
/// ```
pub struct Cond {
    crowd: SpinLock<Crowd>,
}

impl UnwindSafe for Cond {}
impl RefUnwindSafe for Cond {}

impl Cond {
    /// A condition that nobody waits for.
    ///
    /// ```
    /// static CHANGED: goroutines::sync::Cond = goroutines::sync::Cond::new();
    /// CHANGED.notify_all();
    /// ```
    #[cfg(not(goroutines_loom))]
    pub const fn new() -> Cond {
        Cond { crowd: SpinLock::new(Crowd::new()) }
    }

    /// A condition that nobody waits for.
    #[cfg(goroutines_loom)]
    pub fn new() -> Cond {
        Cond { crowd: SpinLock::new(Crowd::new()) }
    }

    /// Unlocks the mutex, waits for a notification and locks the mutex again.
    ///
    /// ```
    /// use goroutines::sync::{Cond, Mutex};
    ///
    /// let (turn, changed) = (Mutex::new(1), Cond::new());
    /// goroutines::scope(|s| {
    ///     s.spawn(|| {
    ///         *turn.lock() = 2;
    ///         changed.notify_all();
    ///     });
    ///     let mut now = turn.lock();
    ///     while *now != 2 {
    ///         now = changed.wait(now);
    ///     }
    /// });
    /// ```
    #[doc(alias = "Wait")]
    #[track_caller]
    pub fn wait<'a, T: ?Sized>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.wait_until(guard, None).0
    }

    /// Waits as long as `condition` is true of the value.
    ///
    /// ```
    /// use goroutines::sync::{Cond, Mutex};
    ///
    /// let (count, changed) = (Mutex::new(3), Cond::new());
    /// let guard = changed.wait_while(count.lock(), |count| *count == 0);
    /// assert_eq!(*guard, 3);
    /// ```
    #[track_caller]
    pub fn wait_while<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> MutexGuard<'a, T> {
        while condition(&mut guard) {
            guard = self.wait(guard);
        }
        guard
    }

    /// Waits for a notification, but not longer than `timeout`.
    ///
    /// ```
    /// use goroutines::sync::{Cond, Mutex};
    /// use goroutines::time::Duration;
    ///
    /// let (mutex, never) = (Mutex::new(()), Cond::new());
    /// let (_guard, result) = never.wait_timeout(mutex.lock(), Duration::from_millis(1));
    /// assert!(result.timed_out());
    /// ```
    #[track_caller]
    pub fn wait_timeout<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Duration,
    ) -> (MutexGuard<'a, T>, WaitTimeoutResult) {
        self.wait_until(guard, current::now().checked_add(timeout))
    }

    /// Waits as long as `condition` is true of the value, but not longer than `timeout`.
    ///
    /// ```
    /// use goroutines::sync::{Cond, Mutex};
    /// use goroutines::time::Duration;
    ///
    /// let (open, changed) = (Mutex::new(false), Cond::new());
    /// let (open, result) = changed.wait_timeout_while(open.lock(), Duration::from_millis(1), |open| !*open);
    /// assert!(result.timed_out() && !*open);
    /// ```
    #[track_caller]
    pub fn wait_timeout_while<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T>,
        timeout: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> (MutexGuard<'a, T>, WaitTimeoutResult) {
        let deadline = current::now().checked_add(timeout);
        while condition(&mut guard) {
            if deadline.is_some_and(|deadline| current::now() >= deadline) {
                return (guard, WaitTimeoutResult(true));
            }
            guard = self.wait_until(guard, deadline).0;
        }
        (guard, WaitTimeoutResult(false))
    }

    #[track_caller]
    fn wait_until<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        deadline: Option<Instant>,
    ) -> (MutexGuard<'a, T>, WaitTimeoutResult) {
        let location = Location::caller();
        let mutex = guard.mutex();
        let crowd = self.crowd.lock();
        let site = Site { reason: Reason::Cond, location };
        let told = wait_in_after(&self.crowd, crowd, |crowd| crowd, deadline, site, || drop(guard));
        (MutexGuard::again(mutex, location), WaitTimeoutResult(told.is_none()))
    }

    /// Notifies the one who has waited longest, if anybody waits. Go's `Signal`.
    ///
    /// The mutex need not be locked.
    ///
    /// ```
    /// goroutines::sync::Cond::new().notify_one(); // nobody waits: it is forgotten
    /// ```
    #[doc(alias = "Signal")]
    pub fn notify_one(&self) {
        let wake = self.crowd.lock().release_one(GO_ON);
        if let Some(wake) = wake {
            wake.now();
        }
    }

    /// Notifies all who wait now. Go's `Broadcast`.
    ///
    /// ```
    /// goroutines::sync::Cond::new().notify_all();
    /// ```
    #[doc(alias = "Broadcast")]
    pub fn notify_all(&self) {
        let mut wakes = Wakes::default();
        Crowd::release(&mut self.crowd.lock(), &mut wakes);
        wakes.now();
    }
}

impl Default for Cond {
    fn default() -> Self {
        Cond::new()
    }
}

impl fmt::Debug for Cond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cond").finish_non_exhaustive()
    }
}

/// Whether a wait has ended because its time was up: the counterpart of [`std::sync::WaitTimeoutResult`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the time was up.
    ///
    /// ```
    /// use goroutines::sync::{Cond, Mutex};
    ///
    /// let (mutex, never) = (Mutex::new(()), Cond::new());
    /// assert!(never.wait_timeout(mutex.lock(), std::time::Duration::ZERO).1.timed_out());
    /// ```
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

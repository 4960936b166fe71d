//! Go's `sync.Mutex`: a lock that parks.
//!
//! The protocol is in [`gate`](super::gate); here is the value behind it.

use super::gate::Gate;
use crate::task::reason::Reason;
use crate::wait::checkpoint::checkpoint;
use crate::wait::waiter::Site;
use std::cell::UnsafeCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

/// A lock that parks the goroutine that has to wait: Go's `sync.Mutex`, with std's guard.
///
/// There is no poisoning: a guard that is dropped by a panic unlocks. The lock has no owner, so a guard may be sent to
/// another goroutine. It is not re-entrant.
///
/// Fair under pressure: who has waited for a millisecond is served next.
///
/// ```
/// use goroutines::{scope, sync::Mutex};
///
/// static TOTAL: Mutex<u32> = Mutex::new(0);
///
/// scope(|s| {
///     for i in 1..=4 {
///         s.spawn(move || *TOTAL.lock() += i);
///     }
/// });
/// assert_eq!(*TOTAL.lock(), 10);
/// ```
pub struct Mutex<T: ?Sized> {
    gate: Gate,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached by one guard at a time, so sharing the mutex amounts to sending the value.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}

impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

impl<T> Mutex<T> {
    /// An unlocked mutex. It may stand in a static.
    ///
    /// ```
    /// static NAMES: goroutines::sync::Mutex<Vec<String>> = goroutines::sync::Mutex::new(Vec::new());
    /// NAMES.lock().push("Ada".to_owned());
    /// ```
    #[cfg(not(goroutines_loom))]
    pub const fn new(value: T) -> Mutex<T> {
        Mutex { gate: Gate::new(), value: UnsafeCell::new(value) }
    }

    /// An unlocked mutex.
    #[cfg(goroutines_loom)]
    pub fn new(value: T) -> Mutex<T> {
        Mutex { gate: Gate::new(), value: UnsafeCell::new(value) }
    }

    /// The value, of a mutex that nobody else has.
    ///
    /// ```
    /// assert_eq!(goroutines::sync::Mutex::new(5).into_inner(), 5);
    /// ```
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until nobody else has the lock, and takes it. Go's `Lock`.
    ///
    /// ```
    /// let counter = goroutines::sync::Mutex::new(0);
    /// *counter.lock() += 1;
    /// assert_eq!(*counter.lock(), 1);
    /// ```
    #[doc(alias = "Lock")]
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        checkpoint();
        self.gate.enter(Site { reason: Reason::Mutex, location: Location::caller() });
        MutexGuard { mutex: self }
    }

    /// Takes the lock if it can be had at once. Go's `TryLock`.
    ///
    /// ```
    /// let mutex = goroutines::sync::Mutex::new(0);
    /// let guard = mutex.lock();
    /// assert!(mutex.try_lock().is_none());
    /// drop(guard);
    /// assert!(mutex.try_lock().is_some());
    /// ```
    #[doc(alias = "TryLock")]
    #[inline]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        self.gate.try_enter().then(|| MutexGuard { mutex: self })
    }

    /// Whether nobody has the lock or waits for it, or is said to be awake.
    #[cfg(goroutines_loom)]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.gate.is_at_rest()
    }

    /// The value, of a mutex that nobody else can reach.
    ///
    /// ```
    /// let mut mutex = goroutines::sync::Mutex::new(1);
    /// *mutex.get_mut() = 2;
    /// assert_eq!(*mutex.lock(), 2);
    /// ```
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Mutex");
        match self.try_lock() {
            Some(guard) => out.field("data", &&*guard),
            None => out.field("data", &format_args!("<locked>")),
        };
        out.finish()
    }
}

/// Access to the value of a [`Mutex`], which is unlocked when the guard is dropped.
///
/// A guard may be sent to another goroutine, and be shared among several if the value may:
///
/// ```compile_fail,E0277
/// fn shared<T: Sync>(_: T) {}
/// let mutex = goroutines::sync::Mutex::new(std::cell::Cell::new(1));
/// shared(mutex.lock()); // a `Cell` must not be shared
/// ```
#[must_use = "the mutex is unlocked when the guard is dropped"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
}

// SAFETY: a shared guard gives out `&T` only. (The lock has no owner, so a guard is `Send` where the mutex is `Sync`.)
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T: ?Sized> UnwindSafe for MutexGuard<'_, T> {}
impl<T: ?Sized> RefUnwindSafe for MutexGuard<'_, T> {}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// The mutex that the guard has locked.
    pub(crate) fn mutex(&self) -> &'a Mutex<T> {
        self.mutex
    }

    /// Locks as [`Mutex::lock`], for a wait that began elsewhere.
    pub(crate) fn again(mutex: &'a Mutex<T>, location: &'static Location<'static>) -> MutexGuard<'a, T> {
        mutex.gate.enter(Site { reason: Reason::Mutex, location });
        MutexGuard { mutex }
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: a guard exists for the holder of the lock alone.
        unsafe { &*self.mutex.value.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: a guard exists for the holder of the lock alone, and it is borrowed mutably here.
        unsafe { &mut *self.mutex.value.get() }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.mutex.gate.leave();
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

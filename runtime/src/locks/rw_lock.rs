//! Go's `sync.RWMutex`: many readers, or one writer.
//!
//! The protocol is in [`doors`](super::doors); here is the value behind them.

use super::doors::Doors;
use crate::task::reason::Reason;
use crate::wait::checkpoint::checkpoint;
use crate::wait::waiter::Site;
use std::cell::UnsafeCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::ptr::NonNull;

/// A lock for many readers or one writer, which parks the goroutine that has to wait: Go's `sync.RWMutex`, with std's
/// names and guards.
///
/// A writer that waits keeps out new readers, so a goroutine that reads must not read again before it has dropped its first
/// guard: with a writer in between that is a deadlock. There is no poisoning and no owner, as with
/// [`Mutex`](super::Mutex).
///
/// ```
/// use goroutines::{scope, sync::RwLock};
///
/// let names = RwLock::new(vec!["Ada"]);
/// scope(|s| {
///     s.spawn(|| assert_eq!(names.read()[0], "Ada"));
///     s.spawn(|| names.write().push("Grace"));
/// });
/// assert_eq!(names.read().len(), 2);
/// ```
#[doc(alias = "RWMutex")]
pub struct RwLock<T: ?Sized> {
    doors: Doors,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached by one writer or by readers, who share it among threads; and a writer may take it out.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}

impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

impl<T> RwLock<T> {
    /// An unlocked lock. It may stand in a static.
    ///
    /// ```
    /// static LIMIT: goroutines::sync::RwLock<u32> = goroutines::sync::RwLock::new(10);
    /// assert_eq!(*LIMIT.read(), 10);
    /// ```
    #[cfg(not(goroutines_loom))]
    pub const fn new(value: T) -> RwLock<T> {
        RwLock { doors: Doors::new(), value: UnsafeCell::new(value) }
    }

    /// An unlocked lock.
    #[cfg(goroutines_loom)]
    pub fn new(value: T) -> RwLock<T> {
        RwLock { doors: Doors::new(), value: UnsafeCell::new(value) }
    }

    /// The value, of a lock that nobody else has.
    ///
    /// ```
    /// assert_eq!(goroutines::sync::RwLock::new(5).into_inner(), 5);
    /// ```
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until nobody writes or waits to write, and then shares the value with other readers. Go's `RLock`.
    ///
    /// ```
    /// let lock = goroutines::sync::RwLock::new(1);
    /// let (one, another) = (lock.read(), lock.read());
    /// assert_eq!(*one + *another, 2);
    /// ```
    #[doc(alias = "RLock")]
    #[inline]
    #[track_caller]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        checkpoint();
        self.doors.read(Site { reason: Reason::RwLockRead, location: Location::caller() });
        self.read_guard()
    }

    /// Shares the value if nobody writes or waits to write. Go's `TryRLock`.
    ///
    /// ```
    /// let lock = goroutines::sync::RwLock::new(1);
    /// let guard = lock.write();
    /// assert!(lock.try_read().is_none());
    /// drop(guard);
    /// assert!(lock.try_read().is_some());
    /// ```
    #[doc(alias = "TryRLock")]
    #[inline]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        self.doors.try_read().then(|| self.read_guard())
    }

    /// The guard of one who has been let in to read.
    #[inline]
    fn read_guard(&self) -> RwLockReadGuard<'_, T> {
        let Some(value) = NonNull::new(self.value.get()) else { unreachable!("a reference is not null") };
        RwLockReadGuard { value, doors: &self.doors }
    }

    /// Waits until nobody else reads or writes, and then has the value alone. Go's `Lock`.
    ///
    /// ```
    /// let lock = goroutines::sync::RwLock::new(1);
    /// *lock.write() = 2;
    /// assert_eq!(*lock.read(), 2);
    /// ```
    #[doc(alias = "Lock")]
    #[inline]
    #[track_caller]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        checkpoint();
        self.doors.write(Site { reason: Reason::RwLockWrite, location: Location::caller() });
        RwLockWriteGuard { lock: self }
    }

    /// Takes the value if nobody reads or writes. Go's `TryLock`.
    ///
    /// ```
    /// let lock = goroutines::sync::RwLock::new(1);
    /// let guard = lock.read();
    /// assert!(lock.try_write().is_none());
    /// drop(guard);
    /// assert!(lock.try_write().is_some());
    /// ```
    #[doc(alias = "TryLock")]
    #[inline]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        self.doors.try_write().then(|| RwLockWriteGuard { lock: self })
    }

    /// Whether nobody reads, writes or waits.
    #[cfg(goroutines_loom)]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.doors.is_at_rest()
    }

    /// The value, of a lock that nobody else can reach.
    ///
    /// ```
    /// let mut lock = goroutines::sync::RwLock::new(1);
    /// *lock.get_mut() = 2;
    /// assert_eq!(*lock.read(), 2);
    /// ```
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        RwLock::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("RwLock");
        match self.try_read() {
            Some(guard) => out.field("data", &&*guard),
            None => out.field("data", &format_args!("<locked>")),
        };
        out.finish()
    }
}

/// Shared access to the value of an [`RwLock`].
#[must_use = "the lock is released when the guard is dropped"]
pub struct RwLockReadGuard<'a, T: ?Sized + 'a> {
    /// Not `&'a RwLock<T>`: a guard of a longer life's value may stand for one of a shorter, as `&T` may.
    value: NonNull<T>,
    doors: &'a Doors,
}

// SAFETY: a guard gives out `&T` only; and it may be dropped anywhere, because the lock has no owner.
unsafe impl<T: ?Sized + Sync> Send for RwLockReadGuard<'_, T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}

/// Exclusive access to the value of an [`RwLock`].
#[must_use = "the lock is released when the guard is dropped"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
}

// SAFETY: a shared guard gives out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T: ?Sized> UnwindSafe for RwLockReadGuard<'_, T> {}
impl<T: ?Sized> RefUnwindSafe for RwLockReadGuard<'_, T> {}
impl<T: ?Sized> UnwindSafe for RwLockWriteGuard<'_, T> {}
impl<T: ?Sized> RefUnwindSafe for RwLockWriteGuard<'_, T> {}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: while a read guard exists nobody writes, and the lock is borrowed as long.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: a write guard is the only guard.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: a write guard is the only guard, and it is borrowed mutably here.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.doors.leave_reading();
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.lock.doors.leave_writing();
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

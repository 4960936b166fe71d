//! Go's `sync.RWMutex`: many readers, or one writer.
//!
//! The rules, all under the spin lock, are Go's. A reader waits while somebody writes or waits to write, so readers
//! cannot keep a writer out. When a writer unlocks, all readers that wait get in before the next writer, so writers cannot
//! keep readers out. The lock is always handed over to those who wait: they need not try again.
//!
//! Rejected: counting readers in an atomic, which saves a few nanoseconds of an uncontended read. Readers on several workers
//! write to one cache line either way.

use crate::base::fork;
use crate::base::leaks;
use crate::base::lock::SpinLock;
use crate::task::reason::Reason;
use crate::wait::checkpoint::checkpoint;
use crate::wait::crowd::{Crowd, Place, wait_in};
use crate::wait::waiter::{Site, Wake, Wakes};
use std::cell::UnsafeCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::ptr::NonNull;

/// What those who wait are told: the lock is theirs.
const IT_IS_YOURS: u32 = 0;

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
    state: SpinLock<State>,
    value: UnsafeCell<T>,
}

struct State {
    readers: usize,
    writing: bool,
    waiting_readers: Crowd,
    /// How many readers wait.
    reader_count: usize,
    waiting_writers: Crowd,
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
        RwLock { state: SpinLock::new(State::new()), value: UnsafeCell::new(value) }
    }

    /// An unlocked lock.
    #[cfg(goroutines_loom)]
    pub fn new(value: T) -> RwLock<T> {
        RwLock { state: SpinLock::new(State::new()), value: UnsafeCell::new(value) }
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
    #[track_caller]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        checkpoint();
        let mut state = self.state.lock();
        if !state.read() {
            // Before the reader is counted.
            fork::refuse();
            state.reader_count += 1;
            let site = Site { reason: Reason::RwLockRead, location: Location::caller() };
            wait_in(&self.state, state, |state| &mut state.waiting_readers, Place::Last, site);
        }
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
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        self.state.lock().read().then(|| self.read_guard())
    }

    /// The guard of one who has been let in to read.
    fn read_guard(&self) -> RwLockReadGuard<'_, T> {
        let Some(value) = NonNull::new(self.value.get()) else { unreachable!("a reference is not null") };
        RwLockReadGuard { value, state: &self.state }
    }

    /// Waits until nobody else reads or writes, and then has the value alone. Go's `Lock`.
    ///
    /// ```
    /// let lock = goroutines::sync::RwLock::new(1);
    /// *lock.write() = 2;
    /// assert_eq!(*lock.read(), 2);
    /// ```
    #[doc(alias = "Lock")]
    #[track_caller]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        checkpoint();
        let mut state = self.state.lock();
        if !state.write() {
            let site = Site { reason: Reason::RwLockWrite, location: Location::caller() };
            wait_in(&self.state, state, |state| &mut state.waiting_writers, Place::Last, site);
        }
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
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        self.state.lock().write().then(|| RwLockWriteGuard { lock: self })
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

impl State {
    #[cfg(not(goroutines_loom))]
    const fn new() -> State {
        State {
            readers: 0,
            writing: false,
            waiting_readers: Crowd::new(),
            reader_count: 0,
            waiting_writers: Crowd::new(),
        }
    }

    #[cfg(goroutines_loom)]
    fn new() -> State {
        State {
            readers: 0,
            writing: false,
            waiting_readers: Crowd::new(),
            reader_count: 0,
            waiting_writers: Crowd::new(),
        }
    }

    fn read(&mut self) -> bool {
        let may = !self.writing && self.waiting_writers.is_empty();
        if may {
            self.readers = self.readers.checked_add(1).unwrap_or_else(|| leaks::too_many("guards of a lock"));
        }
        may
    }

    fn write(&mut self) -> bool {
        let may = !self.writing && self.readers == 0;
        self.writing |= may;
        may
    }

    fn hand_to_writer(&mut self) -> Option<Wake> {
        self.writing = !self.waiting_writers.is_empty();
        self.waiting_writers.release_one(IT_IS_YOURS)
    }

    /// Lets in all readers that wait, after a writer.
    fn admit_readers(&mut self, wakes: &mut Wakes) {
        self.writing = false;
        self.readers = std::mem::take(&mut self.reader_count);
        self.waiting_readers.release(wakes);
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
    state: &'a SpinLock<State>,
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

    fn deref(&self) -> &T {
        // SAFETY: while a read guard exists nobody writes, and the lock is borrowed as long.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: a write guard is the only guard.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: a write guard is the only guard, and it is borrowed mutably here.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        let mut state = self.state.lock();
        state.readers -= 1;
        let wake = if state.readers == 0 { state.hand_to_writer() } else { None };
        drop(state);
        if let Some(wake) = wake {
            wake.now();
        }
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        let mut state = self.lock.state.lock();
        let mut wakes = Wakes::default();
        if state.waiting_readers.is_empty() {
            wakes.add(state.hand_to_writer());
        } else {
            state.admit_readers(&mut wakes);
        }
        drop(state);
        wakes.now();
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

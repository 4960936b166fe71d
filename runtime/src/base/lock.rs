//! The lock of a channel: a few bytes, held for tens of nanoseconds, never over a switch.
//!
//! Invariants: nobody parks, runs user code or drops a user's value while holding it. A holder that the
//! kernel takes off its core is the one case in which others wait long, and they give up their time slice
//! then (`yield_now`).
//!
//! Rejected: `std::sync::Mutex`. Under contention it sleeps on a futex, which costs tens of microseconds
//! where the lock is free again after tens of nanoseconds, and it holds up the whole worker.

use super::shim::{self, AtomicBool, Ordering};
use std::ops::{Deref, DerefMut};

#[cfg(goroutines_loom)]
use loom::cell::UnsafeCell;
#[cfg(not(goroutines_loom))]
use std::cell::UnsafeCell;

/// How often the back-off doubles before a waiter hands its time slice to somebody else.
const DOUBLINGS: u32 = 7;

/// A spin lock with exponential back-off.
pub(crate) struct SpinLock<T> {
    /// True while somebody holds the lock.
    held: AtomicBool,
    /// Reached by the holder alone.
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached by one holder at a time, so sharing the lock amounts to sending the value.
unsafe impl<T: Send> Sync for SpinLock<T> {}
// SAFETY: the lock owns its value.
unsafe impl<T: Send> Send for SpinLock<T> {}

impl<T> SpinLock<T> {
    #[cfg(not(goroutines_loom))]
    pub(crate) const fn new(value: T) -> Self {
        SpinLock { held: AtomicBool::new(false), value: UnsafeCell::new(value) }
    }

    #[cfg(goroutines_loom)]
    pub(crate) fn new(value: T) -> Self {
        SpinLock { held: AtomicBool::new(false), value: UnsafeCell::new(value) }
    }

    #[inline]
    pub(crate) fn lock(&self) -> Guard<'_, T> {
        if self.held.swap(true, Ordering::Acquire) {
            self.lock_contended();
        }
        Guard {
            lock: self,
            #[cfg(goroutines_loom)]
            value: self.value.get_mut(),
        }
    }

    #[cold]
    fn lock_contended(&self) {
        let mut round = 0;
        loop {
            if shim::LOOM {
                shim::yield_now();
            } else if round < DOUBLINGS {
                for _ in 0..1u32 << round {
                    shim::spin_loop();
                }
                round += 1;
            } else {
                shim::yield_now();
            }
            if !self.held.load(Ordering::Relaxed) && !self.held.swap(true, Ordering::Acquire) {
                return;
            }
        }
    }
}

/// Access to the value of a [`SpinLock`], which is released on drop.
pub(crate) struct Guard<'a, T> {
    lock: &'a SpinLock<T>,
    #[cfg(goroutines_loom)]
    value: loom::cell::MutPtr<T>,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        #[cfg(not(goroutines_loom))]
        // SAFETY: a guard exists for the holder of the lock alone.
        unsafe {
            &*self.lock.value.get()
        }
        #[cfg(goroutines_loom)]
        // SAFETY: as above.
        unsafe {
            self.value.deref()
        }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        #[cfg(not(goroutines_loom))]
        // SAFETY: a guard exists for the holder of the lock alone, and it is borrowed mutably here.
        unsafe {
            &mut *self.lock.value.get()
        }
        #[cfg(goroutines_loom)]
        // SAFETY: as above.
        unsafe {
            self.value.deref()
        }
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.lock.held.store(false, Ordering::Release);
    }
}

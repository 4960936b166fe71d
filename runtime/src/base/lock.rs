//! The lock of a channel: a few bytes, held for tens of nanoseconds, never over a switch.
//!
//! Invariants: nobody parks, runs user code or drops a user's value while holding it. A holder that the
//! kernel takes off its core is the one case in which others wait long, and they give up their time slice
//! then (`yield_now`).
//!
//! Rejected: `std::sync::Mutex`. Under contention it sleeps on a futex, which costs tens of microseconds
//! where the lock is free again after tens of nanoseconds, and it holds up the whole worker.

#[cfg(not(goroutines_loom))]
pub(crate) use spin::{Guard, SpinLock};

/// Under loom the lock is loom's: it explores who comes first, and a spinning loser would only add branches.
#[cfg(goroutines_loom)]
pub(crate) use under_loom::{Guard, SpinLock};

#[cfg(not(goroutines_loom))]
mod spin {
    use std::cell::UnsafeCell;
    use std::hint::spin_loop;
    use std::ops::{Deref, DerefMut};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::yield_now;

    /// The first back-off takes 2⁵ pauses, each next one twice as many, up to 2⁹; after that a waiter hands its time slice to
    /// somebody else. A short first back-off looks at the lock so often that the line leaves the holder's core while it
    /// works (eight senders and eight receivers on two workers: 143 ns a message with 2⁰, 30 ns with 2⁵).
    const FIRST: u32 = 5;
    const LAST: u32 = 9;

    /// A spin lock with exponential back-off.
    pub(crate) struct SpinLock<T> {
        /// True while somebody holds the lock.
        held: AtomicBool,
        /// Reached by the holder alone.
        value: UnsafeCell<T>,
    }

    // SAFETY: the value is reached by one holder at a time, so sharing the lock amounts to sending the value.
    unsafe impl<T: Send> Sync for SpinLock<T> {}

    impl<T> SpinLock<T> {
        pub(crate) const fn new(value: T) -> Self {
            SpinLock { held: AtomicBool::new(false), value: UnsafeCell::new(value) }
        }

        #[inline]
        pub(crate) fn lock(&self) -> Guard<'_, T> {
            if self.held.swap(true, Ordering::Acquire) {
                self.lock_contended();
            }
            Guard { lock: self }
        }

        #[cold]
        fn lock_contended(&self) {
            let mut round = FIRST;
            loop {
                if round <= LAST {
                    for _ in 0..1u32 << round {
                        spin_loop();
                    }
                    round += 1;
                } else {
                    yield_now();
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
    }

    impl<T> Deref for Guard<'_, T> {
        type Target = T;

        #[inline]
        fn deref(&self) -> &T {
            // SAFETY: a guard exists for the holder of the lock alone.
            unsafe { &*self.lock.value.get() }
        }
    }

    impl<T> DerefMut for Guard<'_, T> {
        #[inline]
        fn deref_mut(&mut self) -> &mut T {
            // SAFETY: a guard exists for the holder of the lock alone, and it is borrowed mutably here.
            unsafe { &mut *self.lock.value.get() }
        }
    }

    impl<T> Drop for Guard<'_, T> {
        #[inline]
        fn drop(&mut self) {
            self.lock.held.store(false, Ordering::Release);
        }
    }
}

#[cfg(goroutines_loom)]
mod under_loom {
    pub(crate) type Guard<'a, T> = loom::sync::MutexGuard<'a, T>;

    pub(crate) struct SpinLock<T>(loom::sync::Mutex<T>);

    impl<T> SpinLock<T> {
        pub(crate) fn new(value: T) -> Self {
            SpinLock(loom::sync::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> Guard<'_, T> {
            self.0.lock().unwrap()
        }
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::SpinLock;
    use std::thread;

    #[test]
    fn one_holder_at_a_time() {
        let count = SpinLock::new(0_u64);
        thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    for _ in 0..10_000 {
                        *count.lock() += 1;
                    }
                });
            }
        });
        assert_eq!(*count.lock(), 40_000);
    }
}

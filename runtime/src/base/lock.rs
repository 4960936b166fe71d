//! The lock of a channel: a few bytes, held for tens of nanoseconds, never over a switch.
//!
//! Invariants: nobody parks, runs user code or drops a user's value while holding it. A holder that the
//! kernel takes off its core is the one case in which others wait long, and they give up their time slice
//! then (`yield_now`).
//!
//! Beside the bit that says whether it is held, the lock's byte has room for a *hint*: whoever releases the lock may leave
//! word there of what is behind it, so that others need not take it to find nothing. A plain release leaves no hint, and
//! while the lock is held there is none.
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
    use crate::base::fork;
    use std::cell::UnsafeCell;
    use std::hint::spin_loop;
    use std::ops::{Deref, DerefMut};
    use std::sync::atomic::{AtomicU8, Ordering};
    use std::thread::yield_now;

    /// The first back-off takes 2⁵ pauses, each next one twice as many, up to 2⁹; after that a waiter hands its time slice to
    /// somebody else. A short first back-off looks at the lock so often that the line leaves the holder's core while it
    /// works (eight senders and eight receivers on two workers: 143 ns a message with 2⁰, 30 ns with 2⁵).
    const FIRST: u32 = 5;
    const LAST: u32 = 9;

    const HELD: u8 = 1;

    /// A spin lock with exponential back-off.
    pub(crate) struct SpinLock<T> {
        /// [`HELD`] while somebody holds the lock, otherwise the hint of who had it last.
        word: AtomicU8,
        /// Reached by the holder alone.
        value: UnsafeCell<T>,
    }

    // SAFETY: the value is reached by one holder at a time, so sharing the lock amounts to sending the value.
    unsafe impl<T: Send> Sync for SpinLock<T> {}

    impl<T> SpinLock<T> {
        pub(crate) const fn new(value: T) -> Self {
            SpinLock { word: AtomicU8::new(0), value: UnsafeCell::new(value) }
        }

        #[inline]
        pub(crate) fn lock(&self) -> Guard<'_, T> {
            if self.word.swap(HELD, Ordering::Acquire) == HELD {
                self.lock_contended();
            }
            Guard { lock: self }
        }

        /// Whether all bits of `hint` were left behind by whoever has released the lock last, and nobody holds it.
        #[inline]
        pub(crate) fn hints_at(&self, hint: u8) -> bool {
            let word = self.word.load(Ordering::Acquire);
            word & (HELD | hint) == hint
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
                    // The holder may be a thread that is left behind in the parent.
                    fork::refuse();
                    yield_now();
                }
                if self.word.load(Ordering::Relaxed) != HELD && self.word.swap(HELD, Ordering::Acquire) != HELD {
                    return;
                }
            }
        }
    }

    /// Access to the value of a [`SpinLock`], which is released on drop.
    pub(crate) struct Guard<'a, T> {
        lock: &'a SpinLock<T>,
    }

    impl<T> Guard<'_, T> {
        /// Releases the lock and leaves a hint: any bits but the lowest.
        #[inline]
        pub(crate) fn release(self, hint: u8) {
            debug_assert!(hint & HELD == 0);
            let lock = self.lock;
            std::mem::forget(self);
            lock.word.store(hint, Ordering::Release);
        }
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
            self.lock.word.store(0, Ordering::Release);
        }
    }
}

#[cfg(goroutines_loom)]
mod under_loom {
    use std::ops::{Deref, DerefMut};

    pub(crate) struct Guard<'a, T>(loom::sync::MutexGuard<'a, T>);

    pub(crate) struct SpinLock<T>(loom::sync::Mutex<T>);

    impl<T> SpinLock<T> {
        pub(crate) fn new(value: T) -> Self {
            SpinLock(loom::sync::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> Guard<'_, T> {
            Guard(self.0.lock().unwrap())
        }

        pub(crate) fn hints_at(&self, _hint: u8) -> bool {
            false
        }
    }

    impl<T> Guard<'_, T> {
        pub(crate) fn release(self, _hint: u8) {}
    }

    impl<T> Deref for Guard<'_, T> {
        type Target = T;

        fn deref(&self) -> &T {
            &self.0
        }
    }

    impl<T> DerefMut for Guard<'_, T> {
        fn deref_mut(&mut self) -> &mut T {
            &mut self.0
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

    #[test]
    fn a_hint_lasts_until_the_next_holder() {
        let lock = SpinLock::new(());
        assert!(!lock.hints_at(2));
        lock.lock().release(2 | 4);
        assert!(lock.hints_at(2) && lock.hints_at(4) && !lock.hints_at(8));
        let guard = lock.lock();
        assert!(!lock.hints_at(2));
        drop(guard);
        assert!(!lock.hints_at(2));
    }
}

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

use super::fork;
use super::shim::{self, AtomicU8, Ordering, UnsafeCell};
use super::spin::spin;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};

/// How long the first back-off takes, in nanoseconds. Each next one is twice as long, up to the last; after that a waiter
/// hands its time slice to somebody else. With a short first back-off it looks at the lock so often that the line leaves the
/// holder's core while it works (eight senders and eight receivers on two workers: 143 ns a message with 25 ns, 30 ns with
/// 800).
pub(crate) const FIRST: u32 = 800;
const LAST: u32 = FIRST << 4;

const HELD: u8 = 1;

/// A spin lock with exponential back-off.
#[repr(C)]
pub(crate) struct SpinLock<T, B = ()> {
    /// [`HELD`] while somebody holds the lock, otherwise the hint of who had it last.
    word: AtomicU8,
    /// What shares the word's line of the cache, and is not behind the lock.
    beside: B,
    /// Reached by the holder alone.
    value: UnsafeCell<T>,
    /// Under loom those who come too late wait here, in place of spinning, which would only add branches.
    #[cfg(goroutines_loom)]
    queue: Option<shim::Mutex<()>>,
}

// SAFETY: the value is reached by one holder at a time, so sharing the lock amounts to sending the value.
unsafe impl<T: Send, B: Sync> Sync for SpinLock<T, B> {}

impl<T> SpinLock<T> {
    #[cfg(not(goroutines_loom))]
    pub(crate) const fn new(value: T) -> Self {
        SpinLock { word: AtomicU8::new(0), beside: (), value: UnsafeCell::new(value) }
    }

    #[cfg(goroutines_loom)]
    pub(crate) fn new(value: T) -> Self {
        SpinLock::new_beside((), value)
    }

    /// One on which those who come too late spin, as they do outside of loom.
    #[cfg(goroutines_loom)]
    pub(crate) fn bare(value: T) -> Self {
        SpinLock { word: AtomicU8::new(0), beside: (), value: UnsafeCell::new(value), queue: None }
    }
}

impl<T, B> SpinLock<T, B> {
    /// A lock with something beside it.
    #[inline(always)]
    pub(crate) fn new_beside(beside: B, value: T) -> Self {
        SpinLock {
            word: AtomicU8::new(0),
            beside,
            value: UnsafeCell::new(value),
            #[cfg(goroutines_loom)]
            queue: Some(shim::Mutex::new(())),
        }
    }

    #[inline]
    pub(crate) fn lock(&self) -> Guard<'_, T, B> {
        self.lock_after(|| FIRST)
    }

    /// As [`SpinLock::lock`]; who comes too late asks how many nanoseconds the first back-off is to take.
    #[inline]
    pub(crate) fn lock_after(&self, first: impl FnOnce() -> u32) -> Guard<'_, T, B> {
        #[cfg(goroutines_loom)]
        let turn = self.queue.as_ref().map(|queue| queue.lock().unwrap());
        if !self.seize() {
            self.lock_contended(first());
        }
        Guard {
            lock: self,
            #[cfg(goroutines_loom)]
            turn,
        }
    }

    /// Takes the lock, unless somebody holds it.
    #[cfg(not(goroutines_loom))]
    #[inline(always)]
    fn seize(&self) -> bool {
        self.word.swap(HELD, Ordering::Acquire) != HELD
    }

    /// As above, but who comes too late writes nothing. Loom would not know that the holder's release comes after such a
    /// write, because it does not take a read-modify-write for one step in the order of all writes, and spin for ever.
    #[cfg(goroutines_loom)]
    fn seize(&self) -> bool {
        self.word.fetch_update(Ordering::Acquire, Ordering::Relaxed, |word| (word != HELD).then_some(HELD)).is_ok()
    }

    /// Whether all bits of `hint` were left behind by whoever has released the lock last, and nobody holds it.
    #[inline]
    pub(crate) fn hints_at(&self, hint: u8) -> bool {
        let word = self.word.load(Ordering::Acquire);
        word & (HELD | hint) == hint
    }

    #[cold]
    fn lock_contended(&self, first: u32) {
        let mut back_off = first;
        loop {
            if back_off <= LAST && !cfg!(goroutines_loom) {
                spin(back_off);
                back_off *= 2;
            } else {
                // The holder may be a thread that is left behind in the parent.
                fork::refuse();
                shim::thread::yield_now();
            }
            if self.word.load(Ordering::Relaxed) != HELD && self.seize() {
                return;
            }
        }
    }
}

/// Access to the value of a [`SpinLock`], which is released on drop.
pub(crate) struct Guard<'a, T, B = ()> {
    lock: &'a SpinLock<T, B>,
    #[cfg(goroutines_loom)]
    turn: Option<shim::MutexGuard<'a, ()>>,
}

impl<'a, T, B> Guard<'a, T, B> {
    /// What lies beside the lock.
    #[inline]
    pub(crate) fn beside(&self) -> &'a B {
        &self.lock.beside
    }

    /// Releases the lock and leaves a hint: any bits but the lowest.
    #[inline]
    pub(crate) fn release(self, hint: u8) {
        debug_assert!(hint & HELD == 0);
        let this = ManuallyDrop::new(self);
        this.lock.word.store(hint, Ordering::Release);
        #[cfg(goroutines_loom)]
        drop({ this }.turn.take());
    }
}

impl<T, B> Deref for Guard<'_, T, B> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: a guard exists for the holder of the lock alone.
        self.lock.value.with(|value| unsafe { &*value })
    }
}

impl<T, B> DerefMut for Guard<'_, T, B> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: a guard exists for the holder of the lock alone, and it is borrowed mutably here.
        self.lock.value.with_mut(|value| unsafe { &mut *value })
    }
}

impl<T, B> Drop for Guard<'_, T, B> {
    #[inline]
    fn drop(&mut self) {
        self.lock.word.store(0, Ordering::Release);
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

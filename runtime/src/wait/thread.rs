//! How a plain thread sleeps in one of our operations.
//!
//! Rejected: `std::thread::park`, whose one token a user's own `unpark` calls share with us.

#![forbid(unsafe_code)]

#[cfg(not(goroutines_loom))]
use crate::base::fork;
use crate::base::shim::{self, Condvar, Mutex};
use std::cell::OnceCell;
use std::sync::Arc;
#[cfg(not(goroutines_loom))]
use std::sync::Once;
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering};
use std::time::Instant;

/// Threads that sleep here without a deadline. Only another of our operations can wake them, which is what the deadlock
/// report needs to know.
///
/// A thread counts itself after it has parked, and whoever wakes it takes it off the count first. So one that runs is never
/// counted as blocked; in between the sum may be too small, even negative, which only puts a report off.
static BLOCKED: AtomicIsize = AtomicIsize::new(0);

/// How often the count has changed.
static CHANGES: AtomicUsize = AtomicUsize::new(0);

/// Threads that sleep without a deadline, and a number that tells whether they are still the same ones.
pub(crate) fn blocked() -> (usize, usize) {
    let changes = CHANGES.load(Ordering::SeqCst);
    (usize::try_from(BLOCKED.load(Ordering::SeqCst)).unwrap_or(0), changes)
}

/// In the child of a `fork`, where only the thread is left that has called it.
#[cfg(not(goroutines_loom))]
extern "C" fn nobody_is_blocked() {
    BLOCKED.store(0, Ordering::SeqCst);
}

/// A thread's bed.
pub(crate) struct Bed {
    woken: Mutex<bool>,
    wake: Condvar,
}

impl Bed {
    fn new() -> Bed {
        Bed { woken: Mutex::new(false), wake: Condvar::new() }
    }

    /// The calling thread's bed; a new one where the thread's locals are gone already.
    pub(crate) fn of_this_thread() -> Arc<Bed> {
        #[cfg(not(goroutines_loom))]
        {
            thread_local! {
                static BED: OnceCell<Arc<Bed>> = const { OnceCell::new() };
            }
            static EXPECT_FORKS: Once = Once::new();
            EXPECT_FORKS.call_once(|| fork::in_children(nobody_is_blocked));
            BED.try_with(|bed| Arc::clone(bed.get_or_init(|| Arc::new(Bed::new()))))
                .unwrap_or_else(|_| Arc::new(Bed::new()))
        }
        #[cfg(goroutines_loom)]
        {
            let _ = OnceCell::<()>::new();
            Arc::new(Bed::new())
        }
    }

    /// Counts the calling thread, which has parked, as blocked.
    pub(crate) fn count_blocked() {
        CHANGES.fetch_add(1, Ordering::SeqCst);
        BLOCKED.fetch_add(1, Ordering::SeqCst);
    }

    /// Takes a thread that is about to be woken off the count.
    pub(crate) fn uncount_blocked() {
        CHANGES.fetch_add(1, Ordering::SeqCst);
        BLOCKED.fetch_sub(1, Ordering::SeqCst);
    }

    /// Sleeps until woken; false if the deadline came first.
    pub(crate) fn sleep(&self, deadline: Option<Instant>) -> bool {
        // The mutex guards a flag, which a panic cannot leave half-written.
        let Ok(mut woken) = self.woken.lock() else { return true };
        while !*woken {
            match deadline {
                None => match self.wake.wait(woken) {
                    Ok(guard) => woken = guard,
                    Err(_) => return true,
                },
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(shim::now());
                    if left.is_zero() {
                        return false;
                    }
                    match shim::wait_timeout(&self.wake, &self.woken, woken, left) {
                        Ok(guard) => woken = guard,
                        Err(_) => return true,
                    }
                }
            }
        }
        *woken = false;
        true
    }

    /// Wakes the thread that sleeps here, or is about to. Each call is waited for once: a thread whose PARKED flag
    /// somebody has cleared does not go on before that call.
    pub(crate) fn wake(&self) {
        if let Ok(mut woken) = self.woken.lock() {
            *woken = true;
        }
        self.wake.notify_one();
    }
}

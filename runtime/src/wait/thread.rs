//! How a plain thread sleeps in one of our operations.
//!
//! Rejected: `std::thread::park`, whose one token a user's own `unpark` calls share with us.

#![forbid(unsafe_code)]

use crate::base::shim::{Condvar, Mutex};
use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Threads that sleep here without a deadline. Only another of our operations can wake them, which is what
/// the deadlock report needs to know. Whoever wakes one takes it off the count first, so that a thread
/// that is about to run is never counted as blocked.
static BLOCKED: AtomicUsize = AtomicUsize::new(0);

/// Threads that sleep without a deadline.
pub(crate) fn blocked() -> usize {
    BLOCKED.load(Ordering::SeqCst)
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
            BED.try_with(|bed| Arc::clone(bed.get_or_init(|| Arc::new(Bed::new()))))
                .unwrap_or_else(|_| Arc::new(Bed::new()))
        }
        #[cfg(goroutines_loom)]
        {
            let _ = OnceCell::<()>::new();
            Arc::new(Bed::new())
        }
    }

    /// Counts the calling thread as blocked for as long as it sleeps; undone by [`Bed::wake`].
    pub(crate) fn count_blocked() {
        BLOCKED.fetch_add(1, Ordering::SeqCst);
    }

    /// Takes back [`Bed::count_blocked`] for a thread that did not fall asleep, or is being woken.
    pub(crate) fn uncount_blocked() {
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
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return false;
                    }
                    match self.wake.wait_timeout(woken, left) {
                        Ok((guard, _)) => woken = guard,
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

//! Outside of loom: std's, and crossbeam's.

#![forbid(unsafe_code)]

pub(crate) use std::{
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence},
    sync::{Condvar, Mutex, MutexGuard},
    thread,
};

use std::sync::{LockResult, PoisonError};
use std::time::{Duration, Instant};

/// Queues of unstarted goroutines.
pub(crate) mod queue {
    pub(crate) use crossbeam_deque::{Injector, Stealer, Worker};
}

/// The system's queue of what is ready.
pub(crate) use crate::base::poller;

/// A channel that never blocks its senders.
pub(crate) mod channel {
    pub(crate) use crossbeam_channel::{Receiver, Sender, unbounded};
}

/// The present moment.
#[inline]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Waits for a notification, and no longer than `left`.
pub(crate) fn wait_timeout<'a, T>(
    condition: &Condvar,
    _lock: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    left: Duration,
) -> LockResult<MutexGuard<'a, T>> {
    match condition.wait_timeout(guard, left) {
        Ok((guard, _)) => Ok(guard),
        Err(poisoned) => Err(PoisonError::new(poisoned.into_inner().0)),
    }
}

/// A cell whose accesses loom checks, with loom's interface.
#[derive(Debug)]
pub(crate) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

impl<T> UnsafeCell<T> {
    #[inline]
    pub(crate) const fn new(value: T) -> UnsafeCell<T> {
        UnsafeCell(std::cell::UnsafeCell::new(value))
    }

    /// Gives the value's address for reading.
    #[inline(always)]
    pub(crate) fn with<R>(&self, visit: impl FnOnce(*const T) -> R) -> R {
        visit(self.0.get())
    }

    /// Gives the value's address for writing.
    #[inline(always)]
    pub(crate) fn with_mut<R>(&self, visit: impl FnOnce(*mut T) -> R) -> R {
        visit(self.0.get())
    }
}

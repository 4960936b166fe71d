//! Counting without a read-modify-write.

#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// A counter that one thread writes and any thread reads.
pub(crate) trait OwnedCounter {
    /// Adds one, without a read-modify-write.
    fn bump(&self);
}

impl OwnedCounter for AtomicU64 {
    #[inline]
    fn bump(&self) {
        self.store(self.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }
}

impl OwnedCounter for AtomicUsize {
    #[inline]
    fn bump(&self) {
        self.store(self.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }
}

//! A channel with the count of its handles: the last sender or receiver to go disconnects it.

#![forbid(unsafe_code)]

use super::exchange::{Exchange, Handle};
use crate::base::counted::Counted;
use crate::base::leaks;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A channel and how many handles lead to it. The channel comes first: what its lock guards begins with a line of the cache.
#[repr(C)]
pub(crate) struct Shared<T> {
    pub(super) exchange: Exchange<T>,
    senders: AtomicUsize,
    receivers: AtomicUsize,
}

impl<T> Shared<T> {
    #[track_caller]
    #[inline(always)]
    pub(super) fn new(capacity: Option<usize>) -> Shared<T> {
        Shared { exchange: Exchange::new(capacity), senders: AtomicUsize::new(1), receivers: AtomicUsize::new(1) }
    }

    pub(super) fn add_sender(&self) {
        count_up(&self.senders);
    }

    pub(super) fn add_receiver(&self) {
        count_up(&self.receivers);
    }

    /// Whether the last receiver has gone.
    pub(super) fn is_abandoned(&self) -> bool {
        self.receivers.load(Ordering::Acquire) == 0
    }

    pub(super) fn drop_sender(&self) {
        if self.senders.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.exchange.close();
        }
    }

    pub(super) fn drop_receiver(&self) {
        if self.receivers.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.exchange.abandon();
        }
    }
}

impl<T> Handle<T> for Counted<Shared<T>> {
    fn exchange(&self) -> &Exchange<T> {
        &self.exchange
    }
}

fn count_up(count: &AtomicUsize) {
    // Half of the range is left to threads that are here at the same time.
    if count.fetch_add(1, Ordering::Relaxed) > isize::MAX as usize {
        leaks::too_many("handles of a channel");
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::Shared;
    use crate::base::counted::Counted;

    #[test]
    fn a_channel_begins_with_a_line_of_the_cache() {
        let small = Counted::new(Shared::<()>::new(Some(0)));
        let large = Counted::new(Shared::<[u64; 100]>::new(Some(100)));
        assert_eq!((small.as_ptr().addr() % 64, large.as_ptr().addr() % 64), (0, 0));
    }
}

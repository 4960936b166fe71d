//! Those who wait for one event that releases them all: the end of a goroutine, of a scope, a counter at zero.

use super::queue::{Entry, Queue};
use super::waiter::{Ended, Site, Waiter, Wakes};
use crate::base::lock::{Guard, SpinLock};
use std::ptr::NonNull;

/// A queue of waiters that exchange nothing. It stands behind the lock of the state that they wait for.
pub(crate) struct Crowd(Queue);

impl Crowd {
    pub(crate) const fn new() -> Crowd {
        Crowd(Queue::new())
    }

    /// Ends the wait of all who wait now.
    pub(crate) fn release(&mut self, wakes: &mut Wakes) {
        while let Some(entry) = self.0.take_first(None) {
            // SAFETY: the entry is taken.
            unsafe { wakes.add(entry.as_ref().waiter().finish(entry.as_ref().index())) };
        }
    }

    /// Enters an arm of a `select`.
    ///
    /// # Safety
    ///
    /// The entry stays where it is until it has been taken out by [`Crowd::leave`].
    pub(crate) unsafe fn enter(&mut self, entry: &Entry, waiter: &Waiter, index: u32, first: bool) {
        entry.prepare(waiter, NonNull::dangling(), index);
        // SAFETY: the entry is in no queue, and the caller keeps it.
        unsafe { self.0.insert(NonNull::from(entry), first) };
    }

    /// Takes an arm's entry out, if it is still in.
    ///
    /// # Safety
    ///
    /// If the entry is in a crowd, it is in this one.
    pub(crate) unsafe fn leave(&mut self, entry: &Entry) {
        // SAFETY: the caller's promise.
        unsafe { self.0.remove(NonNull::from(entry)) };
    }
}

/// Releases the lock and waits until the crowd behind it is released.
pub(crate) fn wait_for_release<S>(
    lock: &SpinLock<S>,
    mut state: Guard<'_, S>,
    crowd: impl FnOnce(&mut S) -> &mut Crowd,
    site: Site,
) {
    let _ = lock;
    let waiter = Waiter::committed();
    let entry = Entry::sole(&waiter, NonNull::dangling());
    // SAFETY: the entry is new, and stays here until somebody has taken it out and finished the wait. The
    // borrow of the lock keeps the crowd where it is meanwhile.
    unsafe { crowd(&mut state).0.insert(NonNull::from(&entry), false) };
    drop(state);
    while !matches!(waiter.wait(None, site), Ended::Done(_)) {}
}

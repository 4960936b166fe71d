//! A queue of blocked operations: entries on their waiters' stacks, linked under the lock of whatever they
//! wait for.
//!
//! Invariants, all under that lock:
//!
//! - an entry is in at most one queue, and `queued` says whether it is in one;
//! - an entry's memory is valid while it is queued: its owner takes it out, or sees that somebody has,
//!   before it leaves;
//! - an entry that a peer has taken out stays valid until that peer finishes or reopens its waiter.
//!
//! Entries are served first come, first served. Taking one out of the middle is O(1).

use super::waiter::Waiter;
use std::cell::Cell;
use std::ptr::NonNull;

/// One wait, on one thing.
pub(crate) struct Entry {
    previous: Cell<Option<NonNull<Entry>>>,
    next: Cell<Option<NonNull<Entry>>>,
    waiter: Cell<NonNull<Waiter>>,
    /// What is to be exchanged; its type is known to the queue's owner.
    data: Cell<NonNull<()>>,
    /// The arm of the waiter that this entry stands for.
    index: Cell<u32>,
    queued: Cell<bool>,
    /// The waiter has entries elsewhere too, so taking this one out of its queue decides nothing: it must be
    /// claimed. An entry that is its waiter's only one is decided by the queue's lock.
    contested: Cell<bool>,
}

impl Entry {
    /// An entry that is its waiter's only one.
    pub(crate) fn sole(waiter: &Waiter, data: NonNull<()>) -> Entry {
        let entry = Entry::idle();
        entry.waiter.set(NonNull::from(waiter));
        entry.data.set(data);
        entry.contested.set(false);
        entry
    }

    /// An entry that waits for nothing yet.
    pub(crate) fn idle() -> Entry {
        Entry {
            previous: Cell::new(None),
            next: Cell::new(None),
            waiter: Cell::new(NonNull::dangling()),
            data: Cell::new(NonNull::dangling()),
            index: Cell::new(0),
            queued: Cell::new(false),
            contested: Cell::new(true),
        }
    }

    /// Makes the entry stand for arm `index` of a waiter that waits for several things. It is in no queue.
    pub(crate) fn prepare(&self, waiter: &Waiter, data: NonNull<()>, index: u32) {
        debug_assert!(!self.queued.get());
        self.waiter.set(NonNull::from(waiter));
        self.data.set(data);
        self.index.set(index);
    }

    /// What was given to the constructor.
    #[inline]
    pub(crate) fn data(&self) -> NonNull<()> {
        self.data.get()
    }

    #[inline]
    pub(crate) fn index(&self) -> u32 {
        self.index.get()
    }

    /// The waiter.
    ///
    /// # Safety
    ///
    /// The entry is queued and the lock is held, or the caller has taken it.
    #[inline]
    pub(crate) unsafe fn waiter(&self) -> &Waiter {
        // SAFETY: the waiter lives as long as its entries, which the caller vouches for.
        unsafe { self.waiter.get().as_ref() }
    }
}

/// A doubly linked list of entries, guarded by the lock that it stands behind.
pub(crate) struct Queue {
    head: Option<NonNull<Entry>>,
    tail: Option<NonNull<Entry>>,
}

// SAFETY: a queue is reached under its owner's lock, which orders all uses of the entries.
unsafe impl Send for Queue {}

impl Queue {
    pub(crate) const fn new() -> Queue {
        Queue { head: None, tail: None }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.head.is_none()
    }

    /// Whether there are at least two.
    #[inline]
    pub(crate) fn holds_several(&self) -> bool {
        self.head != self.tail
    }

    /// Appends an entry, or puts it first.
    ///
    /// # Safety
    ///
    /// The entry is in no queue, and its owner keeps the module's invariants.
    pub(crate) unsafe fn insert(&mut self, entry: NonNull<Entry>, first: bool) {
        let (previous, next) = if first { (None, self.head) } else { (self.tail, None) };
        // SAFETY: queued entries are valid; `entry` is by the caller's promise.
        unsafe {
            let this = entry.as_ref();
            debug_assert!(!this.queued.get());
            this.queued.set(true);
            this.previous.set(previous);
            this.next.set(next);
            match previous {
                Some(previous) => previous.as_ref().next.set(Some(entry)),
                None => self.head = Some(entry),
            }
            match next {
                Some(next) => next.as_ref().previous.set(Some(entry)),
                None => self.tail = Some(entry),
            }
        }
    }

    /// Takes an entry out; false if it is not in the queue any more.
    ///
    /// # Safety
    ///
    /// The entry is valid, and if it is in a queue, it is in this one.
    pub(crate) unsafe fn remove(&mut self, entry: NonNull<Entry>) -> bool {
        // SAFETY: the entry is valid by the caller's promise, its neighbours because they are queued.
        unsafe {
            let this = entry.as_ref();
            if !this.queued.replace(false) {
                return false;
            }
            let (previous, next) = (this.previous.get(), this.next.get());
            match previous {
                Some(previous) => previous.as_ref().next.set(next),
                None => self.head = next,
            }
            match next {
                Some(next) => next.as_ref().previous.set(previous),
                None => self.tail = previous,
            }
        }
        true
    }

    /// Takes out the entry that has waited longest and can be had, leaving out those of the waiter `except`.
    /// The caller then has the exclusive right to finish or reopen its waiter.
    ///
    /// Entries that were claimed elsewhere stay where they are: they may be given back. Those whose wait is
    /// over are on their way out and are taken out here.
    #[inline]
    pub(crate) fn take_first(&mut self, except: Option<&Waiter>) -> Option<NonNull<Entry>> {
        let mut next = self.head;
        while let Some(entry) = next {
            // SAFETY: the entry is queued and the lock is held.
            unsafe {
                let this = entry.as_ref();
                next = this.next.get();
                if except.is_some_and(|except| std::ptr::eq(except, this.waiter.get().as_ptr())) {
                    continue;
                }
                if !this.contested.get() || this.waiter().word().claim(this.index.get()) {
                    self.remove(entry);
                    return Some(entry);
                }
                if this.waiter().word().is_over() {
                    self.remove(entry);
                }
            }
        }
        None
    }

    /// Whether [`Queue::take_first`] would probably find one. May be out of date at once.
    pub(crate) fn has_open(&self, except: Option<&Waiter>) -> bool {
        let mut next = self.head;
        while let Some(entry) = next {
            // SAFETY: the entry is queued and the lock is held.
            unsafe {
                let this = entry.as_ref();
                next = this.next.get();
                let own = except.is_some_and(|except| std::ptr::eq(except, this.waiter.get().as_ptr()));
                if !own && (!this.contested.get() || this.waiter().word().is_open()) {
                    return true;
                }
            }
        }
        false
    }
}

//! The goroutine that runs on a home and has never been suspended.
//!
//! It is not in the home's list yet, because most goroutines end without ever being suspended and a place in the list
//! costs a lock. So that reports name it all the same, its home publishes here what they say. Readers follow no pointer
//! to the record, which may be freed at any moment: they copy the facts and then see by the id, which is never given
//! out twice, whether all were those of one goroutine.

use super::record::Task;
use crate::base::shim::{AtomicPtr, AtomicU64, Ordering, fence};
use std::panic::Location;

/// What is published of the newcomer. Written by the home's thread.
#[derive(Default)]
pub(crate) struct Newcomer {
    /// 0: there is none.
    id: AtomicU64,
    parent: AtomicU64,
    spawned_at: AtomicPtr<Location<'static>>,
}

/// A newcomer, as a reader has found it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) id: u64,
    pub(crate) parent: u64,
    pub(crate) spawned_at: &'static Location<'static>,
}

impl Newcomer {
    /// A goroutine starts.
    #[inline]
    pub(crate) fn enter(&self, task: &Task) {
        self.id.store(0, Ordering::Relaxed);
        fence(Ordering::Release);
        self.parent.store(task.parent, Ordering::Relaxed);
        self.spawned_at.store(std::ptr::from_ref(task.spawned_at).cast_mut(), Ordering::Relaxed);
        self.id.store(task.id, Ordering::Release);
    }

    /// It has ended, or it is in the list from now on.
    #[inline]
    pub(crate) fn leave(&self) {
        self.id.store(0, Ordering::Relaxed);
    }

    /// The newcomer, if there is one.
    pub(crate) fn read(&self) -> Option<Seen> {
        let id = self.id.load(Ordering::Acquire);
        let parent = self.parent.load(Ordering::Relaxed);
        // SAFETY: null, or a pointer made from a `&'static Location` in `enter`.
        let spawned_at = unsafe { self.spawned_at.load(Ordering::Relaxed).as_ref() }?;
        fence(Ordering::Acquire);
        (id != 0 && id == self.id.load(Ordering::Relaxed)).then_some(Seen { id, parent, spawned_at })
    }
}

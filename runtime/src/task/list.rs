//! The ready queue: goroutines that have started and may run, linked through their records.
//!
//! It belongs to the home's thread, so a push and a pop are plain loads and stores.

use super::inbox::Linked;
use super::record::Task;
use crate::base::shim::Ordering;
use std::cell::Cell;
use std::ptr::NonNull;

/// A first-in-first-out list of one thread.
pub(crate) struct List {
    head: Cell<*mut Task>,
    tail: Cell<*mut Task>,
}

impl List {
    pub(crate) const fn new() -> List {
        List { head: Cell::new(std::ptr::null_mut()), tail: Cell::new(std::ptr::null_mut()) }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.head.get().is_null()
    }

    /// Appends a goroutine.
    ///
    /// # Safety
    ///
    /// Its record is valid until it is popped, and it stands in no other list or inbox.
    #[inline]
    pub(crate) unsafe fn push(&self, task: NonNull<Task>) {
        // SAFETY: the caller vouches for the record.
        unsafe { task.as_ref().link().store(std::ptr::null_mut(), Ordering::Relaxed) };
        match NonNull::new(self.tail.get()) {
            None => self.head.set(task.as_ptr()),
            // SAFETY: a record in the list is valid until it is popped.
            Some(tail) => unsafe { tail.as_ref().link().store(task.as_ptr(), Ordering::Relaxed) },
        }
        self.tail.set(task.as_ptr());
    }

    /// Takes the first goroutine.
    #[inline]
    pub(crate) fn pop(&self) -> Option<NonNull<Task>> {
        let head = NonNull::new(self.head.get())?;
        // SAFETY: a record in the list is valid until it is popped.
        let next = unsafe { head.as_ref().link().load(Ordering::Relaxed) };
        self.head.set(next);
        if next.is_null() {
            self.tail.set(std::ptr::null_mut());
        }
        Some(head)
    }

    /// Appends what an inbox gave, a chain with the newest first, so that the oldest runs first.
    ///
    /// # Safety
    ///
    /// As for [`List::push`], for each record of the chain.
    pub(crate) unsafe fn append_reversed(&self, mut newest: *mut Task) {
        let mut oldest = std::ptr::null_mut::<Task>();
        while let Some(task) = NonNull::new(newest) {
            // SAFETY: the caller vouches for the chain.
            let link = unsafe { task.as_ref() }.link();
            newest = link.load(Ordering::Relaxed);
            link.store(oldest, Ordering::Relaxed);
            oldest = task.as_ptr();
        }
        while let Some(task) = NonNull::new(oldest) {
            // SAFETY: as above; the next one is read before `push` overwrites the link.
            unsafe {
                oldest = task.as_ref().link().load(Ordering::Relaxed);
                self.push(task);
            }
        }
    }
}

//! A counted pointer, as std's `Arc` without weak ones, to memory of [`blocks`](super::blocks).

use super::shim::{AtomicUsize, Ordering};
use super::{blocks, leaks};
use std::alloc::Layout;
use std::ops::Deref;
use std::ptr::{self, NonNull};

/// A shared value, which is dropped with the last pointer to it.
pub(crate) struct Counted<T>(NonNull<Inner<T>>);

/// The value comes first, so that it begins where the block does.
#[repr(C)]
struct Inner<T> {
    value: T,
    count: AtomicUsize,
}

// SAFETY: as for `Arc`: pointers on several threads share the value, and the last of them, which may be on any, drops it.
unsafe impl<T: Send + Sync> Send for Counted<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for Counted<T> {}

impl<T> Counted<T> {
    pub(crate) fn new(value: T) -> Counted<T> {
        let [this, other] = Counted::pair(value);
        drop(other);
        this
    }

    /// Two pointers to a new value.
    #[inline(always)]
    pub(crate) fn pair(value: T) -> [Counted<T>; 2] {
        let place = blocks::alloc(Layout::new::<Inner<T>>()).cast::<Inner<T>>();
        // SAFETY: the memory is new and of this layout.
        unsafe { place.write(Inner { value, count: AtomicUsize::new(2) }) };
        [Counted(place), Counted(place)]
    }

    /// Where the value is.
    pub(crate) fn as_ptr(&self) -> *const T {
        ptr::from_ref(&**self)
    }

    pub(crate) fn is_same(&self, other: &Counted<T>) -> bool {
        self.0 == other.0
    }

    fn count(&self) -> &AtomicUsize {
        // SAFETY: the pointer keeps the value, and the count beside it, alive.
        unsafe { &self.0.as_ref().count }
    }
}

impl<T> Clone for Counted<T> {
    #[inline]
    fn clone(&self) -> Counted<T> {
        // Half of the range is left to threads that are here at the same time.
        if self.count().fetch_add(1, Ordering::Relaxed) > isize::MAX as usize {
            leaks::too_many("handles of a channel");
        }
        Counted(self.0)
    }
}

impl<T> Deref for Counted<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the pointer keeps the value alive.
        unsafe { &self.0.as_ref().value }
    }
}

impl<T> Drop for Counted<T> {
    #[inline]
    fn drop(&mut self) {
        if self.count().fetch_sub(1, Ordering::AcqRel) != 1 {
            return;
        }
        /// Frees the memory, also where the value's own destructor unwinds.
        struct Memory(NonNull<u8>, Layout);

        impl Drop for Memory {
            fn drop(&mut self) {
                // SAFETY: it was made with this layout, and the value is gone.
                unsafe { blocks::dealloc(self.0, self.1) };
            }
        }

        let _memory = Memory(self.0.cast(), Layout::new::<Inner<T>>());
        // SAFETY: that was the last pointer, and AcqRel orders all earlier uses before this.
        unsafe { ptr::drop_in_place(self.0.as_ptr()) };
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::Counted;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    struct Noted<'a>(&'a AtomicUsize);

    impl Drop for Noted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn the_last_pointer_drops_the_value_once() {
        let drops = AtomicUsize::new(0);
        thread::scope(|s| {
            let first = Counted::new(Noted(&drops));
            for _ in 0..4 {
                let other = first.clone();
                assert!(other.is_same(&first));
                s.spawn(move || (0..1_000).for_each(|_| drop(other.clone())));
            }
        });
        assert_eq!(drops.load(Ordering::Relaxed), 1);
    }
}

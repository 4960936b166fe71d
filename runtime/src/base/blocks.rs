//! Memory for records and channels: blocks of four lines of the cache, each thread with some at hand.
//!
//! A goroutine's record is made on one worker and mostly freed on another. General allocators take that for a rare case, and
//! two workers that start and end goroutines fight for one lock. And they have no cheap way to a block that begins with a line of the cache,
//! which a channel wants: its lock and what is handed over lie in one.
//!
//! ```text
//!   thread:  head → ▢ → ▢ → …        spare: a full bundle, or none
//!                 ▲ a bundle of 32 ▼                (one lock for 32)
//!   depot:   slabs of 256 blocks; a slab that is all there again goes back to the system
//! ```
//!
//! A thread takes from its own list and gives back to it. When the list is empty, or has become a bundle too long, a bundle is
//! exchanged at the depot.
//! The depot sorts blocks by their slab, so memory does not stay when a crowd of goroutines has gone. Slabs are maps of their own: an allocator
//! would keep most of what is given back in the middle of its heaps.
//!
//! What is larger than a block, or under loom, is the global allocator's. (`--cfg goroutines_no_blocks` makes all of it so, for sanitizers.)
//!
//! Two workers, one starting goroutines that end at once on the other: 500 ns each with glibc's allocator, see `sched`'s README.

use super::slabs::{Free, give_back, take_bundle};
use std::alloc::{self, Layout, handle_alloc_error};
use std::cell::Cell;
use std::ptr::{self, NonNull};

/// Bytes of a block.
pub(super) const BLOCK: usize = 256;

/// What blocks are aligned to: a line of the cache.
const LINE: usize = 64;

/// Blocks that change places together.
const BUNDLE: usize = 32;

/// What a thread has at hand: fewer than two bundles and a block.
struct Cache {
    head: Cell<*mut Free>,
    len: Cell<usize>,
    /// A full bundle, or null.
    spare: Cell<*mut Free>,
}

thread_local! {
    static CACHE: Cache =
        const { Cache { head: Cell::new(ptr::null_mut()), len: Cell::new(0), spare: Cell::new(ptr::null_mut()) } };
}

#[inline]
const fn fits(layout: Layout) -> bool {
    layout.size() <= BLOCK && layout.align() <= LINE && !cfg!(any(goroutines_loom, goroutines_no_blocks))
}

/// Memory of this layout, which is not of size zero. A process that has no more ends.
#[inline]
pub(crate) fn alloc(layout: Layout) -> NonNull<u8> {
    if !fits(layout) {
        debug_assert!(layout.size() > 0);
        // SAFETY: the size is not zero, by the caller's promise.
        return NonNull::new(unsafe { alloc::alloc(layout) }).unwrap_or_else(|| handle_alloc_error(layout));
    }
    CACHE.try_with(Cache::take).unwrap_or_else(|_| take_one()).cast()
}

/// Gives memory back.
///
/// # Safety
///
/// It comes from [`alloc`], with this layout, and nobody uses it any more.
#[inline]
pub(crate) unsafe fn dealloc(memory: NonNull<u8>, layout: Layout) {
    if !fits(layout) {
        // SAFETY: the caller's promise.
        return unsafe { alloc::dealloc(memory.as_ptr(), layout) };
    }
    let block = memory.as_ptr().cast::<Free>();
    // SAFETY: it is a block, and nobody's.
    if CACHE.try_with(|cache| unsafe { cache.give(block) }).is_err() {
        // SAFETY: as above; the thread's cache is gone, so it is a chain of one.
        unsafe {
            (*block).next = ptr::null_mut();
            give_back(block);
        }
    }
}

impl Cache {
    #[inline]
    fn take(&self) -> NonNull<Free> {
        match NonNull::new(self.head.get()) {
            Some(block) => {
                // SAFETY: a block of the list is valid, and this thread's.
                self.head.set(unsafe { block.as_ref() }.next);
                self.len.set(self.len.get() - 1);
                block
            }
            None => self.take_from_bundle(),
        }
    }

    #[cold]
    fn take_from_bundle(&self) -> NonNull<Free> {
        let spare = self.spare.replace(ptr::null_mut());
        let (bundle, len) = if spare.is_null() { take_bundle(BUNDLE) } else { (spare, BUNDLE) };
        let Some(block) = NonNull::new(bundle) else { unreachable!("a bundle has a block") };
        // SAFETY: the bundle is this thread's now.
        self.head.set(unsafe { block.as_ref() }.next);
        self.len.set(len - 1);
        block
    }

    /// # Safety
    ///
    /// It is a block, and nobody's.
    #[inline]
    unsafe fn give(&self, block: *mut Free) {
        if self.len.get() == BUNDLE {
            self.put_bundle_away();
        }
        // SAFETY: the caller's promise.
        unsafe { (*block).next = self.head.get() };
        self.head.set(block);
        self.len.set(self.len.get() + 1);
    }

    #[cold]
    fn put_bundle_away(&self) {
        let full = self.spare.replace(self.head.replace(ptr::null_mut()));
        self.len.set(0);
        // SAFETY: a bundle of this thread's, which is in no list of it any more.
        unsafe { give_back(full) };
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        // SAFETY: both are this thread's.
        unsafe {
            give_back(self.head.get());
            give_back(self.spare.get());
        }
    }
}

#[cold]
fn take_one() -> NonNull<Free> {
    let (block, _) = take_bundle(1);
    NonNull::new(block).unwrap_or_else(|| unreachable!("a bundle has a block"))
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::sync::mpsc;
    use std::thread;

    const RECORD: Layout = Layout::new::<[u64; 20]>();

    fn filled(value: u64) -> usize {
        let memory = alloc(RECORD).cast::<[u64; 20]>();
        assert_eq!(memory.as_ptr().addr() % LINE, 0);
        // SAFETY: it is large enough, and this thread's.
        unsafe { memory.write([value; 20]) };
        memory.as_ptr().expose_provenance()
    }

    fn freed(address: usize, value: u64) {
        let memory = NonNull::new(ptr::with_exposed_provenance_mut::<[u64; 20]>(address)).unwrap();
        // SAFETY: `filled` has made it, and it is freed once.
        unsafe {
            assert_eq!(memory.read(), [value; 20]);
            dealloc(memory.cast(), RECORD);
        }
    }

    #[test]
    fn what_is_alive_is_apart() {
        let addresses: Vec<usize> = (0..1_000).map(filled).collect();
        assert_eq!(addresses.iter().collect::<HashSet<_>>().len(), addresses.len());
        for (value, address) in (0..).zip(addresses) {
            freed(address, value);
        }
    }

    /// Blocks that are made by some threads and freed by others, some of which end meanwhile.
    #[test]
    fn threads_make_for_others() {
        let (tx, rx) = mpsc::sync_channel::<(usize, u64)>(500);
        thread::scope(|s| {
            for maker in 0..4 {
                let tx = tx.clone();
                s.spawn(move || {
                    for n in 0..20_000 {
                        let value = maker << 32 | n;
                        tx.send((filled(value), value)).unwrap();
                    }
                });
            }
            drop(tx);
            s.spawn(move || {
                while let Ok(first) = rx.recv() {
                    let some: Vec<_> = [first].into_iter().chain(rx.iter().take(99)).collect();
                    thread::scope(|s| {
                        s.spawn(move || some.into_iter().for_each(|(address, value)| freed(address, value)));
                    });
                }
            });
        });
    }
}

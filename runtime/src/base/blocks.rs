//! Memory for records and channels: blocks of four lines of the cache, each thread with some at hand.
//!
//! A goroutine's record is made on one worker and mostly freed on another. General allocators take that for a rare case, and
//! two workers that start and end goroutines fight for one lock. And they have no cheap way to a block that begins with a line of the cache,
//! which a channel wants: its lock and what is handed over lie in one.
//!
//! ```text
//!   thread:  head → ▢ → ▢ → …        spare: a full bundle, or none
//!                 ▲ a bundle of 32 ▼                (one lock for 32)
//!   depot:   slabs of 64 blocks; a slab that is all there again goes back to the allocator
//! ```
//!
//! A thread takes from its own list and gives back to it. When the list is empty, or has become a bundle too long, a bundle is
//! exchanged at the depot.
//! The depot sorts blocks by their slab, so memory does not stay when a crowd of goroutines has gone.
//!
//! What is larger than a block, or under loom, is the global allocator's. (`--cfg goroutines_no_blocks` makes all of it so, for sanitizers.)
//!
//! Two workers, one starting goroutines that end at once on the other: 500 ns each with glibc's allocator, see `sched`'s README.

use super::lock::SpinLock;
use super::shim;
use std::alloc::{self, Layout, handle_alloc_error};
use std::cell::Cell;
use std::ptr::{self, NonNull};

/// Bytes of a block.
const BLOCK: usize = 256;

/// What blocks are aligned to: a line of the cache.
const LINE: usize = 64;

/// Blocks that change places together.
const BUNDLE: usize = 32;

/// Blocks of a slab. The first is taken up by the slab's own account.
const SLAB: usize = 64;

/// Slabs of which all blocks are there, and that are kept for what comes next.
const KEPT: usize = 64;

/// A slab begins at a multiple of its size, so each of its blocks leads to it.
const SLAB_LAYOUT: Layout = match Layout::from_size_align(SLAB * BLOCK, SLAB * BLOCK) {
    Ok(layout) => layout,
    Err(_) => panic!("the size is a power of two"),
};

/// A block that nobody uses.
struct Free {
    next: *mut Free,
}

/// A slab's account, in its first block. Touched under the depot's lock.
struct Slab {
    free: *mut Free,
    /// How many blocks are in `free`.
    count: usize,
    /// Neighbours among the slabs that have some.
    previous: *mut Slab,
    next: *mut Slab,
}

struct Depot {
    /// Slabs that have free blocks.
    first: *mut Slab,
    /// How many of these have all.
    whole: usize,
}

// SAFETY: slabs and the blocks in their lists are reached through the depot alone.
unsafe impl Send for Depot {}

shim::statics! {
    static DEPOT: SpinLock<Depot> = SpinLock::new(Depot { first: ptr::null_mut(), whole: 0 });
}

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

/// A chain of at most so many blocks, at least one, and how many.
fn take_bundle(most: usize) -> (*mut Free, usize) {
    loop {
        let (chain, len) = DEPOT.lock().take(most);
        if len > 0 {
            return (chain, len);
        }
        let slab = new_slab();
        // SAFETY: the slab was just made.
        unsafe { DEPOT.lock().enter(slab) };
    }
}

/// Gives a chain of blocks, or null, back to the depot.
///
/// # Safety
///
/// They are blocks, and nobody's.
unsafe fn give_back(mut chain: *mut Free) {
    let mut depot = DEPOT.lock();
    let mut leaving: *mut Slab = ptr::null_mut();
    while !chain.is_null() {
        // SAFETY: a block of the chain is valid until it is given.
        unsafe {
            let block = chain;
            chain = (*block).next;
            let slab = depot.give(block);
            if !slab.is_null() {
                (*slab).next = leaving;
                leaving = slab;
            }
        }
    }
    drop(depot);
    while !leaving.is_null() {
        // SAFETY: all of the slab's blocks were there, and it has left the depot.
        unsafe {
            let slab = leaving;
            leaving = (*slab).next;
            alloc::dealloc(slab.cast(), SLAB_LAYOUT);
        }
    }
}

/// A slab that is in no list, with all its blocks free. Made without the depot's lock: the allocator may be anybody's code.
fn new_slab() -> *mut Slab {
    // SAFETY: the size is not zero.
    let slab = unsafe { alloc::alloc(SLAB_LAYOUT) };
    if slab.is_null() {
        handle_alloc_error(SLAB_LAYOUT);
    }
    let mut free: *mut Free = ptr::null_mut();
    for index in (1..SLAB).rev() {
        // SAFETY: within the slab, which is aligned to more than a block's size.
        unsafe {
            let block = slab.add(index * BLOCK).cast::<Free>();
            block.write(Free { next: free });
            free = block;
        }
    }
    let account = Slab { free, count: SLAB - 1, previous: ptr::null_mut(), next: ptr::null_mut() };
    // SAFETY: the first block is the account's.
    unsafe { slab.cast::<Slab>().write(account) };
    slab.cast()
}

impl Depot {
    /// A chain of at most so many blocks, and how many.
    fn take(&mut self, most: usize) -> (*mut Free, usize) {
        let mut chain = ptr::null_mut();
        let mut len = 0;
        while len < most && !self.first.is_null() {
            // SAFETY: slabs in the list are valid, and have free blocks.
            unsafe {
                let slab = self.first;
                if (*slab).count == SLAB - 1 {
                    self.whole -= 1;
                }
                while len < most && !(*slab).free.is_null() {
                    let block = (*slab).free;
                    (*slab).free = (*block).next;
                    (*slab).count -= 1;
                    (*block).next = chain;
                    chain = block;
                    len += 1;
                }
                if (*slab).count == 0 {
                    self.leave(slab);
                }
            }
        }
        (chain, len)
    }

    /// Takes a block back. A slab that is whole again and not kept comes back, out of the list.
    ///
    /// # Safety
    ///
    /// It is a block, and nobody's.
    unsafe fn give(&mut self, block: *mut Free) -> *mut Slab {
        let slab = block.map_addr(|address| address & !(SLAB * BLOCK - 1)).cast::<Slab>();
        // SAFETY: the block's slab is valid as long as one of its blocks is not there.
        unsafe {
            (*block).next = (*slab).free;
            (*slab).free = block;
            (*slab).count += 1;
            if (*slab).count == 1 {
                self.enter_list(slab);
            }
            if (*slab).count == SLAB - 1 {
                if self.whole >= KEPT {
                    self.leave(slab);
                    return slab;
                }
                self.whole += 1;
            }
        }
        ptr::null_mut()
    }

    /// # Safety
    ///
    /// The slab is whole and in no list.
    unsafe fn enter(&mut self, slab: *mut Slab) {
        self.whole += 1;
        // SAFETY: the caller's promise.
        unsafe { self.enter_list(slab) };
    }

    /// # Safety
    ///
    /// The slab is valid and in no list.
    unsafe fn enter_list(&mut self, slab: *mut Slab) {
        // SAFETY: slabs in the list are valid.
        unsafe {
            (*slab).previous = ptr::null_mut();
            (*slab).next = self.first;
            if !self.first.is_null() {
                (*self.first).previous = slab;
            }
        }
        self.first = slab;
    }

    /// # Safety
    ///
    /// The slab is in the list.
    unsafe fn leave(&mut self, slab: *mut Slab) {
        // SAFETY: slabs in the list are valid.
        unsafe {
            let (previous, next) = ((*slab).previous, (*slab).next);
            if previous.is_null() {
                self.first = next;
            } else {
                (*previous).next = next;
            }
            if !next.is_null() {
                (*next).previous = previous;
            }
        }
    }
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

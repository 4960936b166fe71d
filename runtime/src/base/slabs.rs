//! The slabs that [`blocks`](super::blocks) are cut from, and the depot where threads exchange bundles of them.
//!
//! A slab's account counts those of its blocks that are here. All of it is touched under the depot's lock, except that maps are
//! made and given back without it.

use super::blocks::BLOCK;
use super::lock::SpinLock;
use super::shim;
use std::alloc::{Layout, handle_alloc_error};
use std::ptr;

/// Blocks of a slab. The first is taken up by the slab's own account.
const SLAB: usize = 256;

/// Bytes of a slab. It begins at a multiple of them, so each of its blocks leads to it.
const SLAB_BYTES: usize = SLAB * BLOCK;

/// Slabs of which all blocks are there, and that are kept for what comes next.
const KEPT: usize = 128;

/// A block that nobody uses.
pub(super) struct Free {
    pub(super) next: *mut Free,
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

/// A chain of at most so many blocks, at least one, and how many.
pub(super) fn take_bundle(most: usize) -> (*mut Free, usize) {
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
pub(super) unsafe fn give_back(mut chain: *mut Free) {
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
            libc::munmap(slab.cast(), SLAB_BYTES);
        }
    }
}

/// A map for a slab. A process that gets none ends.
fn map_slab() -> *mut u8 {
    // Twice as much, of which the part that begins at a multiple of a slab's size is kept.
    // SAFETY: a new private map at an address of the system's choice.
    let start = unsafe {
        libc::mmap(
            ptr::null_mut(),
            2 * SLAB_BYTES,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    if start == libc::MAP_FAILED {
        handle_alloc_error(Layout::new::<[[u8; BLOCK]; SLAB]>());
    }
    let start = start.cast::<u8>();
    let before = start.addr().next_multiple_of(SLAB_BYTES) - start.addr();
    // SAFETY: both ends are parts of the map that nobody knows of.
    unsafe {
        let slab = start.add(before);
        if before > 0 {
            libc::munmap(start.cast(), before);
        }
        libc::munmap(slab.add(SLAB_BYTES).cast(), SLAB_BYTES - before);
        slab
    }
}

/// A slab that is in no list, with all its blocks free. Made without the depot's lock, as it takes its time.
fn new_slab() -> *mut Slab {
    let slab = map_slab();
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
        let slab = block.map_addr(|address| address & !(SLAB_BYTES - 1)).cast::<Slab>();
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

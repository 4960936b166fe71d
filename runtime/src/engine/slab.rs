//! Stacks cut from large reservations of address space.
//!
//! ```text
//!   chunk (one memory map, MAP_NORESERVE, no huge pages)
//!   ├── guard 64 KiB ──┬── stack, used from its top downwards ──┤── guard ──┬── stack ──┤ …
//!   ▲                  ▲                                        ▲
//!   slot               limit                                    base
//! ```
//!
//! A million stacks then need some dozen maps, where a map of its own for each stack and one for its guard page end
//! at 32,000 under the default `vm.max_map_count`. Guards are installed with `MADV_GUARD_INSTALL` (Linux 6.13), which
//! marks page-table entries and splits no map. They are 64 KiB, because C code has no stack probes and may step over
//! a single page. All slots are of one size, which is the slab's. A page of a stack costs memory from its first use until it is given back with `MADV_DONTNEED`,
//! which leaves guards alone.

use super::common_stack_size;
use super::limits::{Shortage, page_size};
use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Bytes of guard below each stack.
pub(super) const GUARD: usize = 64 << 10;

/// Slots whose guards are installed with one call.
const BATCH: usize = 64;

/// Bytes that the first chunk has; each next one has twice as many, up to the largest.
const FIRST_CHUNK: usize = 32 << 20;
const LARGEST_CHUNK: usize = 32 << 30;

/// Bytes of address space that must be left when a chunk has been made.
const SPARE_SPACE: usize = 32 << 20;

const MADV_GUARD_INSTALL: libc::c_int = 102;

/// A stack's place: the addresses from the guard's lowest to the stack's top.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// Where the guard begins.
    pub(super) start: usize,
    /// Where the stack begins, above the guard.
    pub(super) limit: usize,
    /// The stack's top.
    pub(super) base: usize,
}

/// A stack of a slab or of its own; dropping it gives its memory back.
pub(super) struct SlabStack {
    slot: Slot,
    /// The stack is one of the slab.
    pooled: bool,
}

struct Slab {
    /// Bytes of a slot, guard included.
    stride: usize,
    /// Slots with their guard, nobody's.
    free: Vec<usize>,
    /// Slots that were given back and still have their memory.
    used: Vec<usize>,
    /// The unused rest of the newest chunk.
    rest: std::ops::Range<usize>,
    /// Bytes of the next chunk.
    next_chunk: usize,
}

/// The slab of the common stack size. Its lock is taken when a stack is made or given back, which pooling makes
/// rare, and is never held over a switch.
static SLAB: OnceLock<Mutex<Slab>> = OnceLock::new();

/// Whether the kernel can install guards without splitting a map.
pub(super) fn is_supported() -> bool {
    static SUPPORTED: OnceLock<bool> = OnceLock::new();
    *SUPPORTED.get_or_init(|| {
        let page = page_size();
        let Ok(probe) = reserve(2 * page) else { return false };
        let installed = install_guard(probe, page).is_ok();
        release(probe, 2 * page);
        if installed {
            this_process();
        }
        installed
    })
}

impl SlabStack {
    /// A stack with `size` usable bytes, whole pages; of the slab if that is the common size.
    pub(super) fn new(size: usize) -> Result<SlabStack, Shortage> {
        if size == common_stack_size() {
            let slab = SLAB.get_or_init(|| Mutex::new(Slab::new(GUARD + size)));
            let slot = slab.lock().unwrap_or_else(PoisonError::into_inner).take()?;
            debug_assert_eq!(slot.base - slot.limit, size);
            return Ok(SlabStack { slot, pooled: true });
        }
        let bytes = GUARD.checked_add(size).ok_or_else(|| Shortage::of_memory(size))?;
        let start = reserve(bytes).map_err(|_| Shortage::of_memory(size))?;
        if install_guard(start, GUARD).is_err() {
            release(start, bytes);
            return Err(Shortage::of_memory(size));
        }
        Ok(SlabStack { slot: Slot::at(start, bytes), pooled: false })
    }

    pub(super) fn slot(&self) -> Slot {
        self.slot
    }
}

impl Drop for SlabStack {
    fn drop(&mut self) {
        let Slot { start, base, .. } = self.slot;
        if !self.pooled {
            release(start, base - start);
            return;
        }
        if let Some(slab) = SLAB.get() {
            slab.lock().unwrap_or_else(PoisonError::into_inner).give_back(start);
        }
    }
}

/// Returns the memory of all slots that are nobody's.
pub(super) fn clean() {
    if let Some(slab) = SLAB.get() {
        slab.lock().unwrap_or_else(PoisonError::into_inner).clean();
    }
}

impl Slot {
    /// The slot that begins at `start` and has `bytes` bytes, guard included.
    fn at(start: usize, bytes: usize) -> Slot {
        Slot { start, limit: start + GUARD, base: start + bytes }
    }
}

impl Slab {
    fn new(stride: usize) -> Slab {
        Slab { stride, free: Vec::new(), used: Vec::new(), rest: 0..0, next_chunk: FIRST_CHUNK }
    }

    fn take(&mut self) -> Result<Slot, Shortage> {
        if self.used.is_empty() && self.free.is_empty() {
            self.carve()?;
        }
        let start = self.used.pop().or_else(|| self.free.pop());
        start.map(|start| Slot::at(start, self.stride)).ok_or_else(|| self.shortage())
    }

    fn shortage(&self) -> Shortage {
        Shortage::of_memory(self.stride - GUARD)
    }

    /// Takes a slot back. Its memory is returned with that of others: each such call interrupts all of the process's
    /// threads, to have them forget the addresses.
    fn give_back(&mut self, start: usize) {
        self.used.push(start);
        if self.used.len() >= BATCH {
            self.clean();
        }
    }

    fn clean(&mut self) {
        let usable = self.stride - GUARD;
        let stacks = self.used.iter().map(|start| start + GUARD);
        // What is not advised stays in memory and is used again.
        let _ = advise(stacks, usable, libc::MADV_DONTNEED);
        self.free.append(&mut self.used);
    }

    /// Makes more slots of the newest chunk, or of a new one.
    fn carve(&mut self) -> Result<(), Shortage> {
        if self.rest.len() < self.stride {
            self.rest = self.new_chunk().ok_or_else(|| self.shortage())?;
        }
        let count = (self.rest.len() / self.stride).min(BATCH);
        let slots: Vec<usize> = (0..count).map(|n| self.rest.start + n * self.stride).collect();
        advise(slots.iter().copied(), GUARD, MADV_GUARD_INSTALL).map_err(|_| self.shortage())?;
        self.rest.start += count * self.stride;
        // The lowest address is handed out first.
        self.free.extend(slots.iter().rev());
        Ok(())
    }

    /// A new chunk; a smaller one where the system refuses, down to a single slot.
    fn new_chunk(&mut self) -> Option<std::ops::Range<usize>> {
        let mut slots = (self.next_chunk / self.stride).max(1);
        while slots > 0 {
            let bytes = slots * self.stride;
            // The spare space must be there at the same time, so that the rest of the process can go on.
            if let Ok(start) = reserve(bytes + SPARE_SPACE) {
                release(start + bytes, SPARE_SPACE);
                self.next_chunk = (bytes * 2).min(LARGEST_CHUNK);
                return Some(start..start + bytes);
            }
            slots /= 2;
        }
        None
    }
}

/// Reserves address space for stacks.
fn reserve(bytes: usize) -> io::Result<usize> {
    // SAFETY: a new private mapping at an address of the system's choice.
    let start = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_STACK,
            -1,
            0,
        )
    };
    if start == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    // A huge page would be given to the first touch of any stack in it. Kernels without huge pages refuse the
    // advice, which is as good.
    // SAFETY: the mapping was just made, and advice changes no contents.
    unsafe { libc::madvise(start, bytes, libc::MADV_NOHUGEPAGE) };
    Ok(start as usize)
}

/// Unmaps what [`reserve`] has given, or a part of it.
fn release(start: usize, bytes: usize) {
    // SAFETY: the range was mapped by `reserve`, and no stack in it is in use.
    unsafe { libc::munmap(start as *mut libc::c_void, bytes) };
}

/// Gives the memory of a range back; it reads as zero afterwards.
pub(super) fn forget(start: usize, bytes: usize) {
    if bytes > 0 {
        // SAFETY: the range is part of a stack that nobody runs on, in a mapping made by `reserve`.
        unsafe { libc::madvise(start as *mut libc::c_void, bytes, libc::MADV_DONTNEED) };
    }
}

fn install_guard(start: usize, bytes: usize) -> io::Result<()> {
    // SAFETY: the range is the lowest part of a slot that nobody uses yet.
    match unsafe { libc::madvise(start as *mut libc::c_void, bytes, MADV_GUARD_INSTALL) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// The descriptor that stands for this process in calls for many ranges at once. It is opened at the start, when there
/// still is one to be had; without it there is a call for each range.
fn this_process() -> Option<libc::c_int> {
    static PROCESS: OnceLock<Option<libc::c_int>> = OnceLock::new();
    *PROCESS.get_or_init(|| {
        // SAFETY: asks for a descriptor of this process; it is kept for the process's life.
        let descriptor = unsafe { libc::syscall(libc::SYS_pidfd_open, libc::getpid(), 0) };
        libc::c_int::try_from(descriptor).ok().filter(|&descriptor| descriptor >= 0)
    })
}

/// Advises the kernel on ranges of `bytes` bytes, with one call where it takes that for the calling process.
fn advise(starts: impl Iterator<Item = usize> + Clone, bytes: usize, advice: libc::c_int) -> io::Result<()> {
    if let Some(process) = this_process() {
        let ranges: Vec<libc::iovec> =
            starts.clone().map(|start| libc::iovec { iov_base: start as *mut libc::c_void, iov_len: bytes }).collect();
        // SAFETY: the ranges are parts of slots that nobody uses.
        let advised =
            unsafe { libc::syscall(libc::SYS_process_madvise, process, ranges.as_ptr(), ranges.len(), advice, 0) };
        if usize::try_from(advised) == Ok(ranges.len() * bytes) {
            return Ok(());
        }
    }
    for start in starts {
        // SAFETY: as above.
        if unsafe { libc::madvise(start as *mut libc::c_void, bytes, advice) } != 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

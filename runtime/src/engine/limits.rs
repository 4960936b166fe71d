//! What the system has left for stacks, asked before a stack is made.
//!
//! A stack that cannot be had must leave the process able to go on: the goroutine that wanted it waits
//! until another stack is free. So the engine stops *before* the last memory map and the last address
//! space are gone, while the allocator, the standard library and the user's code can still get theirs.
//!
//! Rejected: waiting for `mmap` to fail. At that moment `malloc` fails as well, and its failure aborts.

use super::Engine;
use std::fmt;
use std::fs;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Memory maps that stacks leave to everything else in the process.
const SPARE_MAPS: usize = 2_000;

/// Address space that must remain free beside a new stack, in bytes.
const SPARE_SPACE: usize = 32 << 20;

/// Memory maps that one stack of the portable engine takes: the stack and its guard page.
const MAPS_PER_STACK: usize = 2;

/// Stacks that exist now.
static STACKS: AtomicUsize = AtomicUsize::new(0);

/// Why a stack cannot be had now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shortage {
    /// The usable bytes of the stack that was wanted.
    size: usize,
    /// Which limit is in the way.
    limit: Limit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    /// `vm.max_map_count`, with its value.
    Maps(usize),
    /// `mmap` refuses: `ulimit -v`, `vm.overcommit_memory` or memory itself.
    Memory,
    /// The hard limit of `ulimit -s`, in bytes, which the `generator` crate keeps to.
    StackSize(usize),
}

impl Shortage {
    pub(super) fn of_memory(size: usize) -> Shortage {
        Shortage { size, limit: Limit::Memory }
    }
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = Size(self.size);
        match self.limit {
            Limit::Maps(max) => write!(
                f,
                "no room for another goroutine stack of {size}: {} stacks take {MAPS_PER_STACK} memory maps each and the \
                 limit vm.max_map_count is {max}; raise it with `sysctl -w vm.max_map_count={}`",
                STACKS.load(Ordering::Relaxed),
                max.saturating_mul(4),
            ),
            Limit::Memory => write!(
                f,
                "no room for another goroutine stack of {size}: the system has no address space left beside {} stacks; \
                 raise `ulimit -v` or lower the stack size with `stack_size`",
                STACKS.load(Ordering::Relaxed),
            ),
            Limit::StackSize(max) => write!(
                f,
                "a goroutine stack of {size} cannot be had: the hard limit of `ulimit -s` is {}; raise it or ask for a \
                 smaller `stack_size`",
                Size(max)
            ),
        }
    }
}

/// A size in bytes, printed as `256 KiB`.
pub(crate) struct Size(pub(crate) usize);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Size(bytes) = *self;
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] {
            if bytes >= 1 << shift && bytes.is_multiple_of(1 << shift) {
                return write!(f, "{} {unit}", bytes >> shift);
            }
        }
        write!(f, "{bytes} bytes")
    }
}

/// A stack's place in the account of stacks; dropping it gives the place back.
pub(crate) struct Room(());

impl Room {
    /// The place of a stack that has been made.
    pub(super) fn taken() -> Room {
        STACKS.fetch_add(1, Ordering::Relaxed);
        Room(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        STACKS.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Reserves the account's place for a stack of `size` bytes, if the system has room for it.
pub(super) fn admit(size: usize) -> Result<Room, Shortage> {
    ever_possible(size)?;
    let max = max_map_count();
    let stacks = STACKS.load(Ordering::Relaxed);
    let room = Room::taken();
    if stacks.saturating_mul(MAPS_PER_STACK).saturating_add(SPARE_MAPS) > max {
        return Err(Shortage { size, limit: Limit::Maps(max) });
    }
    if !has_space(size.saturating_add(SPARE_SPACE)) {
        return Err(Shortage::of_memory(size));
    }
    Ok(room)
}

/// How many stacks there are.
pub(crate) fn stacks() -> usize {
    STACKS.load(Ordering::Relaxed)
}

/// Why a stack of `size` bytes cannot be had now, if it cannot.
pub(crate) fn shortage(size: usize) -> Option<Shortage> {
    match super::chosen() {
        Engine::Portable => admit(size).err(),
        // The slab has asked, and nothing has changed since.
        Engine::Native => Some(Shortage::of_memory(size)),
    }
}

/// Whether a stack of `size` bytes could be had if no other stack existed.
pub(crate) fn ever_possible(size: usize) -> Result<(), Shortage> {
    let hard = hard_stack_limit();
    if super::chosen() == Engine::Portable && size.saturating_add(4 * page_size()) > hard {
        return Err(Shortage { size, limit: Limit::StackSize(hard) });
    }
    // Only a size that stands out needs the question put to the system.
    if size > 64 << 20 && !has_space(size.saturating_add(SPARE_SPACE)) {
        return Err(Shortage::of_memory(size));
    }
    Ok(())
}

/// The largest stack, up to `wanted`, that the hard limit of `ulimit -s` allows.
pub(crate) fn clamp(wanted: usize) -> usize {
    match super::chosen() {
        Engine::Portable => wanted.min(hard_stack_limit().saturating_sub(16 * page_size())),
        Engine::Native => wanted,
    }
}

/// Whether the system would map `bytes` more.
fn has_space(bytes: usize) -> bool {
    // SAFETY: a fresh private mapping at an address of the system's choice; nobody uses it and it is
    // unmapped at once.
    unsafe {
        let probe = libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        );
        if probe == libc::MAP_FAILED {
            return false;
        }
        libc::munmap(probe, bytes);
    }
    true
}

/// The size of a page in bytes.
pub(crate) fn page_size() -> usize {
    static SIZE: OnceLock<usize> = OnceLock::new();
    // SAFETY: a query without preconditions.
    *SIZE.get_or_init(|| usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096))
}

/// `vm.max_map_count`, or no limit where the system has none. Looked up at the start, when there still is a descriptor to
/// be had; where it cannot be, it is taken for what it mostly is.
pub(super) fn max_map_count() -> usize {
    const MOSTLY: usize = if cfg!(target_os = "linux") { 65_530 } else { usize::MAX };
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| {
        let text = fs::read_to_string("/proc/sys/vm/max_map_count").ok();
        text.and_then(|text| text.trim().parse().ok()).unwrap_or(MOSTLY)
    })
}

/// The hard limit of `ulimit -s` in bytes.
fn hard_stack_limit() -> usize {
    static LIMIT: OnceLock<usize> = OnceLock::new();
    *LIMIT.get_or_init(|| {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: `limit` is a valid place for the answer.
        let answer = unsafe { libc::getrlimit(libc::RLIMIT_STACK, &raw mut limit) };
        if answer != 0 || limit.rlim_max == libc::RLIM_INFINITY {
            return usize::MAX;
        }
        usize::try_from(limit.rlim_max).unwrap_or(usize::MAX)
    })
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::Size;

    #[test]
    fn sizes_print_in_the_largest_whole_unit() {
        assert_eq!(Size(256 << 10).to_string(), "256 KiB");
        assert_eq!(Size(8 << 20).to_string(), "8 MiB");
        assert_eq!(Size(100_001).to_string(), "100001 bytes");
    }
}

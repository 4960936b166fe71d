//! What the system has left for stacks, asked before a stack is made.
//!
//! A stack that cannot be had must leave the process able to go on: the goroutine that wanted it waits
//! until another stack is free. So the engine stops *before* the last memory map and the last address
//! space are gone, while the allocator, the standard library and the user's code can still get theirs.
//!
//! A stack that can *never* be had is another matter: to wait for it is to wait for ever, so the program ends with a
//! report. It is known of the limits that the process cannot raise, of a size that does not fit beside what every
//! process has from its start, and where no stack exists that could become free.
//!
//! Rejected: waiting for `mmap` to fail. At that moment `malloc` fails as well, and its failure aborts.

use super::Engine;
use super::ulimit::Ulimit;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::{fmt, fs, io};

/// Memory maps that stacks leave to everything else in the process.
const SPARE_MAPS: usize = 2_000;

/// Address space that must remain free beside a new stack, in bytes.
const SPARE_SPACE: usize = 32 << 20;

/// Memory maps that one stack of the portable engine takes: the stack and its guard page.
const MAPS_PER_STACK: usize = 2;

/// The limits that a stack's memory counts for.
const MEMORY: [Ulimit; 2] = [Ulimit::SPACE, Ulimit::DATA];

/// Stacks that exist now.
static STACKS: AtomicUsize = AtomicUsize::new(0);

/// How many bytes of address space and of data the process had left for goroutines when it had only its main goroutine
/// yet, if they are limited.
static LEFT_AT_THE_START: OnceLock<[Option<usize>; 2]> = OnceLock::new();

/// Why a goroutine was last refused a stack.
static LAST_REFUSAL: Mutex<Option<Shortage>> = Mutex::new(None);

/// The last refusal is one that somebody should be told of.
static NEWS: AtomicBool = AtomicBool::new(false);

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
    /// The system maps no more memory, with its error's number: `ulimit -v`, `ulimit -d`, locked memory,
    /// `vm.overcommit_memory` or memory itself.
    Memory(Option<i32>),
    /// The hard limit of `ulimit -s`, in bytes, which the `generator` crate keeps to.
    StackSize(usize),
}

impl Shortage {
    /// The system has just refused to map or to guard a stack, and the thread's error number says why.
    pub(super) fn of_memory(size: usize) -> Shortage {
        Shortage { size, limit: Limit::Memory(io::Error::last_os_error().raw_os_error()) }
    }

    /// Whether it is for ever.
    pub(crate) fn is_hopeless(self) -> bool {
        matches!(self.limit, Limit::StackSize(_)) || fits(self.size).is_err()
    }
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = Size(self.size);
        let stacks = STACKS.load(Ordering::Relaxed);
        match self.limit {
            Limit::Maps(max) => write!(
                f,
                "no room for another goroutine stack of {size}: {stacks} stacks take {MAPS_PER_STACK} memory maps each and the \
                 limit vm.max_map_count is {max}; raise it with `sysctl -w vm.max_map_count={}`",
                max.saturating_mul(4),
            ),
            Limit::Memory(refusal) => {
                write!(
                    f,
                    "no room for another goroutine stack of {size}: the system has no address space left beside {stacks} stacks"
                )?;
                match refusal {
                    Some(libc::EAGAIN) => {
                        write!(f, ", as all of it is to be locked (`mlockall`); raise {}", Ulimit::LOCKED)
                    }
                    // The kernel puts no guards into locked memory.
                    Some(libc::EINVAL) => f.write_str(
                        " that can be guarded, as all of it is locked (`mlockall`); run the program with \
                         GOROUTINES_ENGINE=generator",
                    ),
                    _ => write!(
                        f,
                        "; raise {}{} or lower the stack size with `stack_size`",
                        Ulimit::SPACE,
                        Ulimit::DATA.if_set()
                    ),
                }
            }
            Limit::StackSize(max) => write!(
                f,
                "a goroutine stack of {size} cannot be had: the hard limit of `ulimit -s` is {}; raise it with \
                 `ulimit -s {}`, or ask for a smaller `stack_size`",
                Size(max),
                generator_size(self.size).div_ceil(1 << 10),
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

/// A goroutine is refused a stack, and waits. True if that is news: it happens for the first time, or is for ever.
pub(crate) fn refuse(shortage: Shortage) -> bool {
    let mut last = LAST_REFUSAL.lock().unwrap_or_else(PoisonError::into_inner);
    let news = last.is_none() || shortage.is_hopeless();
    if news || !last.is_some_and(Shortage::is_hopeless) {
        *last = Some(shortage);
    }
    if news {
        NEWS.store(true, Ordering::Release);
    }
    news
}

/// Why a goroutine was last refused a stack.
pub(crate) fn last_refusal() -> Option<Shortage> {
    *LAST_REFUSAL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A refusal that nobody was told of yet.
pub(crate) fn news() -> Option<Shortage> {
    if NEWS.load(Ordering::Relaxed) && NEWS.swap(false, Ordering::Acquire) { last_refusal() } else { None }
}

/// Notes what the process's limits leave for goroutines, before there is one, beside a main goroutine with a stack of
/// `main` bytes.
pub(crate) fn note_start(main: usize) {
    let limits = MEMORY.map(Ulimit::now);
    // Other programs are spared the look.
    if limits == [None; 2] {
        return;
    }
    let Ok(statm) = fs::read_to_string("/proc/self/statm") else { return };
    let pages: Vec<usize> = statm.split_whitespace().filter_map(|pages| pages.parse().ok()).collect();
    if let (Some(space), Some(data)) = (pages.first(), pages.get(5)) {
        let used = [space, data].map(|pages| pages * page_size() + main);
        let left = |n: usize| limits[n].map(|limit: usize| limit.saturating_sub(used[n]));
        let _ = LEFT_AT_THE_START.set([left(0), left(1)]);
    }
}

/// Whether the limits of memory have ever left room for a stack of `size` bytes, or could again.
fn fits(size: usize) -> Result<(), Shortage> {
    let wanted = size.saturating_add(SPARE_SPACE);
    let left = LEFT_AT_THE_START.get().copied().unwrap_or_default();
    // A limit that came later may go again, unless the process cannot raise it.
    if left.into_iter().chain(MEMORY.map(Ulimit::hard)).flatten().any(|left| wanted > left) {
        return Err(Shortage { size, limit: Limit::Memory(Some(libc::ENOMEM)) });
    }
    Ok(())
}

/// Whether a stack of `size` bytes could be had if no other stack existed.
pub(crate) fn ever_possible(size: usize) -> Result<(), Shortage> {
    if super::chosen() == Engine::Portable && !allows_generators(size) {
        return Err(Shortage { size, limit: Limit::StackSize(hard_stack_limit()) });
    }
    fits(size)?;
    // Only a size that stands out needs the question put to the system.
    if size > 64 << 20 && !has_space(size.saturating_add(SPARE_SPACE)) {
        return Err(Shortage::of_memory(size));
    }
    Ok(())
}

/// Whether the `generator` crate makes stacks of `size` bytes.
pub(super) fn allows_generators(size: usize) -> bool {
    generator_size(size) <= hard_stack_limit()
}

/// What the `generator` crate takes at most for a stack of `size` bytes.
fn generator_size(size: usize) -> usize {
    size.saturating_add(4 * page_size())
}

/// The largest stack, up to `wanted`, that the hard limit of `ulimit -s` allows.
pub(crate) fn clamp(wanted: usize) -> usize {
    match super::chosen() {
        Engine::Portable => wanted.min(hard_stack_limit().saturating_sub(16 * page_size())),
        Engine::Native => wanted,
    }
}

/// Whether the system would map `bytes` more. If not, the thread's error number says why.
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

/// The hard limit of `ulimit -s` in bytes, as it was at first: the `generator` crate asks once as well.
fn hard_stack_limit() -> usize {
    static LIMIT: OnceLock<usize> = OnceLock::new();
    *LIMIT.get_or_init(|| Ulimit::STACK.hard().unwrap_or(usize::MAX))
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

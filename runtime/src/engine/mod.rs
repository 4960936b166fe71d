//! Stacks and the switch between them, nothing else: an engine knows no goroutine.
//!
//! A [`Context`] is a stack with a coroutine on it. [`Context::resume`] runs it on the calling thread until
//! it suspends itself or its entry function returns. A context whose entry has returned is *idle*: the
//! next `resume` calls the entry again on the same stack, so a pooled context starts its next goroutine for
//! the price of a switch.
//!
//! There are two engines. The *portable* one is the `generator` crate. The *native* one, on Linux kernels that can guard
//! a stack without a memory map of its own (6.13), cuts stacks from large reservations and switches with `corosensei`.
//! The native one is taken where it works; `GOROUTINES_ENGINE=generator` or `=native` asks for one.
//!
//! Invariants:
//!
//! - a context is resumed by one thread only, the one that made it, from its first resume to its end;
//! - a context that is suspended in the middle of its entry is never dropped: frames on its stack may have
//!   been lent to others (`std::thread::scope`). Only idle contexts are retired;
//! - an entry does not unwind.

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod depth;
pub(crate) mod limits;
#[cfg(target_os = "linux")]
mod native;
pub(crate) mod overflow;
mod portable;
#[cfg(target_os = "linux")]
mod slab;
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod symbols;
pub(crate) mod ulimit;

use crate::base::stderr::report;
use crate::base::threads::LEAST_STACK;
use limits::Shortage;
use std::env;
use std::ops::Range;
use std::ptr::NonNull;
use std::sync::OnceLock;

/// The stack size of a goroutine that does not ask for another, in bytes of address space.
///
/// Code that is not optimised takes some five times as much (the book has a table). Nothing says whether the code of the
/// user's other crates is; but this crate's debug assertions are on in a debug build, even where the crate is optimised.
pub(crate) const DEFAULT_STACK_SIZE: usize = if cfg!(debug_assertions) { 1 << 20 } else { 256 << 10 };

/// The smallest stack that is given out, in bytes. A goroutine uses an allocator, as does what starts and ends it.
pub(crate) const MIN_STACK_SIZE: usize = LEAST_STACK;

/// The stack size of goroutines that ask for none; see [`common_stack_size`].
static COMMON: OnceLock<usize> = OnceLock::new();

/// The stack size of goroutines that ask for none, in bytes: whole pages. Stacks of this size are pooled, so it is fixed
/// for the process's life when it is first set or read: a stack that was made with one size is never used with another.
#[inline]
pub(crate) fn common_stack_size() -> usize {
    *COMMON.get_or_init(|| usable(DEFAULT_STACK_SIZE))
}

/// Sets the stack size of goroutines that ask for none, unless it is fixed already.
pub(crate) fn set_common_stack_size(size: usize) {
    let _ = COMMON.set(usable(size.max(MIN_STACK_SIZE)));
}

/// The usable bytes of a stack that is asked for with `size`: whole pages.
pub(crate) fn usable(size: usize) -> usize {
    // No system has room for what is left as it is.
    size.checked_next_multiple_of(limits::page_size()).unwrap_or(size)
}

/// Which engine makes contexts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Portable,
    Native,
}

/// Idle stacks that a worker keeps for good.
pub(crate) const KEPT_STACKS: usize = 1024;

/// Bytes of the idle stacks that a worker keeps for a while, as far as they are counted: what most goroutines touch.
const HOARD: usize = 256 << 20;

/// What most goroutines touch of their stacks, in bytes, at most.
const TOUCHED: usize = 8 << 10;

/// How many idle stacks a worker keeps for a while. Those of the portable engine take two memory maps each, of which there are few:
/// another worker may want them.
#[inline]
pub(crate) fn most_idle_stacks() -> usize {
    match chosen() {
        Engine::Portable => KEPT_STACKS,
        Engine::Native => HOARD / TOUCHED,
    }
}

static CHOSEN: OnceLock<Engine> = OnceLock::new();

/// The engine of this process; the portable one before [`prepare`].
pub(crate) fn chosen() -> Engine {
    CHOSEN.get().copied().unwrap_or(Engine::Portable)
}

/// A stack with a coroutine on it, suspended.
pub(crate) struct Context(Kind);

enum Kind {
    Portable(Box<portable::Coroutine>),
    #[cfg(target_os = "linux")]
    Native(Box<native::Coroutine>),
}

impl Context {
    /// Makes an idle context with `size` usable bytes of stack ([`usable`] gives whole pages), which calls `entry` when it
    /// is resumed.
    ///
    /// # Errors
    ///
    /// [`Shortage`] if the system has no room for another stack now.
    pub(crate) fn new(size: usize, entry: fn()) -> Result<Context, Shortage> {
        match chosen() {
            #[cfg(target_os = "linux")]
            Engine::Native => native::Coroutine::new(size, entry).map(|made| Context(Kind::Native(made))),
            _ => {
                let room = limits::admit(size)?;
                portable::Coroutine::new(size, entry, room).map(|made| Context(Kind::Portable(made)))
            }
        }
    }

    /// Runs the context until it suspends or its entry returns.
    #[inline(always)]
    pub(crate) fn resume(&self) {
        match &self.0 {
            Kind::Portable(coroutine) => coroutine.resume(),
            #[cfg(target_os = "linux")]
            Kind::Native(coroutine) => coroutine.resume(),
        }
    }

    /// Suspends this context, which is the one that the caller runs on: control returns to its `resume`.
    ///
    /// # Safety
    ///
    /// The caller runs on this context.
    #[inline(always)]
    pub(crate) unsafe fn suspend(this: NonNull<Context>) {
        // SAFETY: a running context is where its worker has it.
        match unsafe { &this.as_ref().0 } {
            Kind::Portable(coroutine) => coroutine.suspend(),
            #[cfg(target_os = "linux")]
            Kind::Native(coroutine) => coroutine.suspend(),
        }
    }

    /// Whether the caller, who runs on this context, may be suspended: not inside a generator of the user's on the
    /// native engine, which knows nothing of the `generator` crate's thread-local chain of contexts.
    #[inline]
    pub(crate) fn may_suspend(&self) -> bool {
        match &self.0 {
            Kind::Portable(_) => true,
            #[cfg(target_os = "linux")]
            Kind::Native(_) => !generator::is_generator(),
        }
    }

    /// The addresses of the stack's guard.
    pub(crate) fn guard(&self) -> Range<usize> {
        match &self.0 {
            Kind::Portable(coroutine) => coroutine.guard(),
            #[cfg(target_os = "linux")]
            Kind::Native(coroutine) => coroutine.guard(),
        }
    }

    /// Whether the stack is of the size that most are.
    #[inline]
    pub(crate) fn is_common(&self) -> bool {
        self.stack_size() == common_stack_size()
    }

    /// The usable size of the stack in bytes.
    pub(crate) fn stack_size(&self) -> usize {
        match &self.0 {
            Kind::Portable(coroutine) => coroutine.stack_size(),
            #[cfg(target_os = "linux")]
            Kind::Native(coroutine) => coroutine.stack_size(),
        }
    }

    /// How many bytes of the stack lie below an address on it.
    pub(crate) fn room_below(&self, address: usize) -> Option<usize> {
        let room = address.checked_sub(self.guard().end)?;
        (room <= self.stack_size()).then_some(room)
    }

    /// Gives back what memory an idle context has used deep in its stack.
    pub(crate) fn trim(&mut self) {
        match &mut self.0 {
            // The crate keeps its own record of what is used, in the stack itself.
            Kind::Portable(_) => {}
            #[cfg(target_os = "linux")]
            Kind::Native(coroutine) => coroutine.trim(),
        }
    }
}

/// Gives back what memory is left in stacks that were given up.
pub(crate) fn clean() {
    #[cfg(target_os = "linux")]
    slab::clean();
}

/// Does once for the process what must precede the first context: chooses the engine, and has the `generator` crate
/// install its handlers before ours. (A user's own generators would install them later.)
///
/// # Errors
///
/// [`Shortage`] if there is no room for a single stack.
pub(crate) fn prepare() -> Result<(), Shortage> {
    limits::max_map_count();
    CHOSEN.get_or_init(choose);
    portable::prepare()
}

fn choose() -> Engine {
    let wanted = env::var("GOROUTINES_ENGINE").ok();
    match wanted.as_deref().map(str::trim) {
        Some("generator") => Engine::Portable,
        Some("native") | None | Some("") => {
            if native_works() {
                Engine::Native
            } else {
                if wanted.is_some_and(|wanted| !wanted.is_empty()) {
                    report(format_args!(
                        "goroutines: GOROUTINES_ENGINE=native needs Linux 6.13 or later (MADV_GUARD_INSTALL); going on \
                         with the generator engine\n"
                    ));
                }
                Engine::Portable
            }
        }
        Some(other) => {
            let engine = if native_works() { Engine::Native } else { Engine::Portable };
            report(format_args!(
                "goroutines: GOROUTINES_ENGINE={other} names no engine; there are `generator` and `native`. Going on with \
                 the {} engine\n",
                if engine == Engine::Native { "native" } else { "generator" }
            ));
            engine
        }
    }
}

/// Whether a panic of the calling thread is that of a stack that cannot be had, which is dealt with.
pub(crate) fn panics_in_making_a_stack() -> bool {
    portable::panics_in_making()
}

fn native_works() -> bool {
    #[cfg(target_os = "linux")]
    {
        slab::is_supported()
    }
    #[cfg(not(target_os = "linux"))]
    {
        false
    }
}

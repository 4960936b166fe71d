//! Stacks and the switch between them, nothing else: an engine knows no goroutine.
//!
//! A [`Context`] is a stack with a coroutine on it. [`Context::resume`] runs it on the calling thread until
//! it suspends itself or its entry function returns. A context whose entry has returned is *idle*: the
//! next `resume` calls the entry again on the same stack, so a pooled context starts its next goroutine for
//! the price of a switch.
//!
//! Invariants:
//!
//! - a context is resumed by one thread only, the one that made it, from its first resume to its end;
//! - a context that is suspended in the middle of its entry is never dropped: frames on its stack may have
//!   been lent to others (`std::thread::scope`). Only idle contexts are retired;
//! - an entry does not unwind.

pub(crate) mod limits;
pub(crate) mod overflow;
mod portable;

use portable::Coroutine;
use std::ptr::NonNull;

/// The stack size of a goroutine that does not ask for another, in bytes of address space.
pub(crate) const DEFAULT_STACK_SIZE: usize = 256 << 10;

/// The smallest stack that is given out, in bytes.
pub(crate) const MIN_STACK_SIZE: usize = 16 << 10;

/// A stack with a coroutine on it, suspended.
pub(crate) struct Context(Box<Coroutine>);

impl Context {
    /// Makes an idle context with `size` usable bytes of stack, which calls `entry` when it is resumed.
    ///
    /// # Errors
    ///
    /// [`limits::Shortage`] if the system has no room for another stack now.
    pub(crate) fn new(size: usize, entry: fn()) -> Result<Context, limits::Shortage> {
        let room = limits::admit(size)?;
        Coroutine::new(size, entry, room).map(Context)
    }

    /// Runs the context until it suspends or its entry returns.
    #[inline]
    pub(crate) fn resume(&self) {
        self.0.resume();
    }

    /// Suspends this context, which is the one that the caller runs on: control returns to its `resume`.
    ///
    /// # Safety
    ///
    /// The caller runs on this context.
    #[inline]
    pub(crate) unsafe fn suspend(this: NonNull<Context>) {
        // SAFETY: a running context is where its worker has it.
        unsafe { this.as_ref() }.0.suspend();
    }

    /// The addresses of the stack's guard page.
    pub(crate) fn guard(&self) -> std::ops::Range<usize> {
        self.0.guard()
    }

    /// The usable size of the stack in bytes.
    pub(crate) fn stack_size(&self) -> usize {
        self.0.stack_size()
    }
}

/// Does once for the process what must precede the first context.
pub(crate) fn prepare() {
    portable::prepare();
}

//! The portable engine: stacks and switch of the `generator` crate.
//!
//! It uses the crate's *coroutine* calls (local data and `co_yield_with`), which suspend the innermost
//! coroutine however many generators it is running. So a goroutine may drive a generator of its own and
//! park inside it; the crate's plain `yield_` would resume the wrong context.
//!
//! A coroutine's body never ends by itself: it loops over its entry, so that a pooled stack needs neither
//! a new mapping (9 µs) nor a new closure. It ends when it is told to retire, because the crate cancels an
//! unfinished generator by unwinding it, under a panic hook that it swaps for the whole process.

use super::Engine;
use super::limits::{self, Shortage};
use crate::base::stderr::report;
use crate::base::threads::LEAST_STACK;
use generator::{Generator, Gn};
use std::cell::{Cell, UnsafeCell};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// A generator that runs its entry again and again.
pub(super) struct Coroutine {
    /// Touched by `resume` only, which is not entered while it is under way. `None` while it is being dropped.
    generator: UnsafeCell<Option<Generator<'static, (), ()>>>,
    /// What the body reads between two entries.
    shared: Box<Shared>,
    /// The stack's place in the limits' account; given back with the stack.
    _room: limits::Room,
    /// Usable bytes.
    size: usize,
}

/// Written by the coroutine's thread while the coroutine is suspended, read by its body.
struct Shared {
    entry: fn(),
    retire: Cell<bool>,
}

/// A pointer that the body takes with it.
struct SharedPtr(*const Shared);

// SAFETY: a coroutine is made, resumed and retired by one thread (the engine's invariant), so the pointer
// does not in fact leave it.
unsafe impl Send for SharedPtr {}

impl SharedPtr {
    fn get(&self) -> *const Shared {
        self.0
    }
}

impl Coroutine {
    pub(super) fn new(size: usize, entry: fn(), room: limits::Room) -> Result<Box<Coroutine>, Shortage> {
        let shared = Box::new(Shared { entry, retire: Cell::new(false) });
        let pointer = SharedPtr(&*shared);
        let body = move || {
            let pointer = pointer;
            // SAFETY: `Coroutine` owns the box and drops it after the generator.
            let shared = unsafe { &*pointer.get() };
            while !shared.retire.get() {
                (shared.entry)();
                generator::co_yield_with(());
            }
        };
        let mut generator = made(size, body)?;
        // Any pointer but null makes it a coroutine.
        generator.set_local_data((&raw const *shared).cast_mut().cast());
        Ok(Box::new(Coroutine { generator: UnsafeCell::new(Some(generator)), shared, _room: room, size }))
    }

    #[inline]
    pub(super) fn resume(&self) {
        // SAFETY: a context is resumed by one thread, and not from within itself.
        if let Some(generator) = unsafe { &mut *self.generator.get() } {
            generator.resume();
        }
    }

    /// Suspends this coroutine, which is the innermost of its thread.
    #[inline]
    pub(super) fn suspend(&self) {
        if !std::ptr::eq(generator::get_local_data().cast::<Shared>(), &raw const *self.shared) {
            report(format_args!(
                "goroutines: a goroutine waits inside a coroutine of the `generator` crate (one with local data), which \
                 cannot be suspended with it\n"
            ));
            std::process::abort();
        }
        generator::co_yield_with(());
    }

    pub(super) fn stack_size(&self) -> usize {
        self.size
    }

    /// The crate keeps the stack's bounds to itself, but it places the generator in the stack's topmost
    /// page, maps whole pages, and protects the one below the lowest.
    pub(super) fn guard(&self) -> Range<usize> {
        let page = limits::page_size();
        // SAFETY: only the pointer is read, which does not change while the coroutine lives.
        let Some(generator) = (unsafe { &*self.generator.get() }) else { return 0..0 };
        // SAFETY: a generator is one pointer to its place on the stack; the address is only compared with.
        let address = unsafe { *(&raw const *generator).cast::<usize>() };
        let top = (address | (page - 1)) + 1;
        let usable = ((words(self.size) * size_of::<usize>() - 1) & !(page - 1)) + page;
        top - usable - page..top - usable
    }
}

impl Drop for Coroutine {
    /// Retires an idle coroutine. Dropping one that is suspended within its entry is ruled out by the
    /// engine's invariant; its stack would have to be kept, so it is leaked.
    fn drop(&mut self) {
        self.shared.retire.set(true);
        if let Some(mut generator) = self.generator.get_mut().take() {
            generator.resume();
            if !generator.is_done() {
                std::mem::forget(generator);
            }
        }
    }
}

/// Runs one generator, so that the crate installs its panic hook and its signal handlers now. Ours come
/// after them: the crate's handler leaves a signal handler by switching stacks and abandons the frames.
///
/// # Errors
///
/// [`Shortage`] if there is no room for its stack. Where only the hard limit of `ulimit -s` is in the way, and the native
/// engine does without the crate, there are no generators.
pub(super) fn prepare() -> Result<(), Shortage> {
    static DONE: Once = Once::new();
    if DONE.is_completed() || super::chosen() == Engine::Native && !limits::allows_generators(LEAST_STACK) {
        return Ok(());
    }
    let room = limits::admit(LEAST_STACK)?;
    // It allocates a panic hook: no less than the least stack will do.
    let mut first = made(LEAST_STACK, || ())?;
    first.resume();
    drop((first, room));
    DONE.call_once(|| ());
    Ok(())
}

/// A generator with `size` usable bytes of stack.
fn made(size: usize, body: impl FnOnce() + Send + 'static) -> Result<Generator<'static, (), ()>, Shortage> {
    // The crate panics where the system refuses a mapping. `limits::admit` has asked before, so this
    // is the rare case in which another thread took the last one in between.
    PANICS.set(true);
    let made = catch_unwind(AssertUnwindSafe(|| Gn::<()>::new_opt(words(size), body)));
    PANICS.set(false);
    made.map_err(|_| Shortage::of_memory(size))
}

/// A stack's size in words, in which the crate counts; an odd count would make it fill the whole stack with a pattern.
fn words(size: usize) -> usize {
    (size / size_of::<usize>() + 1) & !1
}

thread_local! {
    /// The thread makes a generator: if that panics, the panic is caught and says nothing to anybody.
    static PANICS: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of the calling thread is that of a stack that cannot be had, which is dealt with.
pub(super) fn panics_in_making() -> bool {
    PANICS.get()
}

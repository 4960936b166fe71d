//! The native engine: stacks of the slab, and corosensei's switch.
//!
//! As in the portable engine a coroutine's body never ends by itself but loops over its entry; it ends when it is told
//! to retire. A coroutine that is suspended in the middle of its entry is never dropped.

use super::limits::{self, Room, Shortage};
use super::slab::{self, SlabStack, Slot};
use crate::base::stderr::report;
use corosensei::stack::{Stack, StackPointer};
use corosensei::{Coroutine as Switch, Yielder};
use std::cell::{Cell, UnsafeCell};
use std::mem::ManuallyDrop;
use std::ops::Range;

/// Bytes at the top of a pooled stack that are kept when it is trimmed.
const KEPT: usize = 8 << 10;

// SAFETY: a slot has its guard below `limit` and at least `MIN_STACK_SIZE` usable bytes, and belongs to this value.
unsafe impl Stack for SlabStack {
    fn base(&self) -> StackPointer {
        StackPointer::new(self.slot().base).unwrap_or(StackPointer::MAX)
    }

    fn limit(&self) -> StackPointer {
        StackPointer::new(self.slot().start).unwrap_or(StackPointer::MAX)
    }
}

/// A coroutine that runs its entry again and again.
pub(super) struct Coroutine {
    /// Touched by `resume` only, which is not entered while it is under way.
    switch: UnsafeCell<ManuallyDrop<Switch<*const Body, (), (), SlabStack>>>,
    body: Body,
    slot: Slot,
    /// The stack's place in the account of stacks.
    _room: Room,
}

/// What the body reads.
struct Body {
    entry: fn(),
    retire: Cell<bool>,
    /// The way back to `resume`, while the coroutine runs.
    yielder: Cell<*const Yielder<*const Body, ()>>,
}

impl Coroutine {
    pub(super) fn new(size: usize, entry: fn()) -> Result<Box<Coroutine>, Shortage> {
        let stack = SlabStack::new(size)?;
        let slot = stack.slot();
        let switch = Switch::with_stack(stack, |yielder: &Yielder<*const Body, ()>, body: *const Body| {
            // SAFETY: `resume` passes its own box's body, which outlives the coroutine.
            let body = unsafe { &*body };
            while !body.retire.get() {
                body.yielder.set(yielder);
                (body.entry)();
                yielder.suspend(());
            }
        });
        let body = Body { entry, retire: Cell::new(false), yielder: Cell::new(std::ptr::null()) };
        Ok(Box::new(Coroutine {
            switch: UnsafeCell::new(ManuallyDrop::new(switch)),
            body,
            slot,
            _room: limits::Room::taken(),
        }))
    }

    #[inline(always)]
    pub(super) fn resume(&self) {
        // SAFETY: a context is resumed by one thread, and not from within itself.
        let switch = unsafe { &mut *self.switch.get() };
        switch.resume(&raw const self.body);
    }

    /// Suspends this coroutine, which is the one that runs.
    #[inline(always)]
    pub(super) fn suspend(&self) {
        if generator::is_generator() {
            inside_a_generator();
        }
        // SAFETY: the body has set the pointer when it was entered, and its frame is below this one.
        let yielder = unsafe { &*self.body.yielder.get() };
        yielder.suspend(());
    }

    pub(super) fn stack_size(&self) -> usize {
        self.slot.base - self.slot.limit
    }

    pub(super) fn guard(&self) -> Range<usize> {
        self.slot.start..self.slot.limit
    }

    /// Gives back the memory of an idle coroutine that its next goroutine will probably not need.
    pub(super) fn trim(&mut self) {
        // The coroutine is idle: all its frames are within the part that is kept.
        slab::forget(self.slot.limit, (self.slot.base - self.slot.limit).saturating_sub(KEPT));
    }
}

/// Switching away would mix up the contexts of this goroutine's generators and those of others.
#[cold]
fn inside_a_generator() -> ! {
    report(format_args!(
        "goroutines: a goroutine waits inside a generator of the `generator` crate, which the native engine cannot \
         suspend with it; run the program with GOROUTINES_ENGINE=generator\n"
    ));
    std::process::abort();
}

impl Drop for Coroutine {
    /// Retires an idle coroutine. One that is suspended within its entry would have to keep its stack: it is leaked.
    fn drop(&mut self) {
        self.body.retire.set(true);
        let body: *const Body = &raw const self.body;
        let switch = self.switch.get_mut();
        if switch.started() && !switch.done() {
            switch.resume(body);
        }
        if !switch.started() || switch.done() {
            // SAFETY: dropped once, here.
            unsafe { ManuallyDrop::drop(switch) };
        }
    }
}

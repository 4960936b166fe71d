//! The one thread-local: which home this thread is, if it is one.
//!
//! It has no destructor and a constant start value, so it can be read while a thread's other locals are
//! being destroyed and from a signal handler. The compiler may keep its address over a switch: a started
//! goroutine never changes its thread, so the address stays right.

#![forbid(unsafe_code)]

use super::bubble::Bubble;
use super::home::Local;
use crate::base::shim;
use std::cell::Cell;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// The flag that threads without a home read at a checkpoint.
static NEVER: AtomicBool = AtomicBool::new(false);

#[cfg(not(goroutines_loom))]
thread_local! {
    static LOCAL: Cell<Option<&'static Local>> = const { Cell::new(None) };
    /// The home's `slice_over`, one load nearer for checkpoints.
    static SLICE_OVER: Cell<&'static AtomicBool> = const { Cell::new(&NEVER) };
}

// Loom runs its threads on one.
#[cfg(goroutines_loom)]
loom::thread_local! {
    static LOCAL: Cell<Option<&'static Local>> = Cell::new(None);
    static SLICE_OVER: Cell<&'static AtomicBool> = Cell::new(&NEVER);
}

/// The private part of this thread's home; `None` on a thread that is no worker.
#[inline]
pub(crate) fn local() -> Option<&'static Local> {
    LOCAL.with(Cell::get)
}

/// The present moment: in a bubble by the bubble's clock.
#[inline]
pub(crate) fn now() -> Instant {
    match local().and_then(|local| local.bubble.as_deref()) {
        Some(bubble) => bubble.now(),
        None => shim::now(),
    }
}

/// The number of the bubble that this thread runs; 0 if it runs none.
#[inline]
pub(crate) fn bubble() -> u32 {
    local().and_then(|local| local.bubble.as_deref()).map_or(0, Bubble::number)
}

/// The flag that a checkpoint looks at.
#[inline]
pub(crate) fn slice_over() -> &'static AtomicBool {
    SLICE_OVER.with(Cell::get)
}

/// Makes this thread a home, for the rest of its life.
pub(crate) fn move_in(local: &'static Local) {
    LOCAL.with(|place| place.set(Some(local)));
    SLICE_OVER.with(|place| place.set(&local.home.slice_over));
}

/// Makes this thread a plain one. May be called where a signal handler may be.
pub(crate) fn move_out() {
    LOCAL.with(|place| place.set(None));
    SLICE_OVER.with(|place| place.set(&NEVER));
}

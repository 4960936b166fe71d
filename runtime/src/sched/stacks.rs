//! The stacks of goroutines that have ended, for those that start next.
//!
//! A worker keeps them by a budget of bytes: a crowd that comes again finds its stacks, and one that ends does not wait for the
//! kernel to take them back. What has not been needed for a while is given back in the background, some at a time, so that a second
//! after a burst its memory is free.

#![forbid(unsafe_code)]

use crate::engine::{self, Context};
use crate::task::home::Local;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// How often a worker's idle stacks are trimmed at most.
const TRIM_EVERY: Duration = Duration::from_millis(100);

/// Stacks that are given up in one go; that takes about a millisecond.
const GO: usize = 512;

/// What a worker remembers of its idle stacks.
pub(super) struct Stacks {
    /// How many of them, from the bottom, have been trimmed since they were used.
    trimmed: Cell<usize>,
    last_trim: Cell<Instant>,
    /// Stacks have been given up since then.
    retired: Cell<bool>,
    /// The fewest that there have been since `last_use`: so many were not needed.
    spare: Cell<usize>,
    last_use: Cell<Instant>,
}

impl Stacks {
    pub(super) fn new() -> Stacks {
        let now = Instant::now();
        Stacks {
            trimmed: Cell::new(0),
            last_trim: Cell::new(now),
            retired: Cell::new(false),
            spare: Cell::new(0),
            last_use: Cell::new(now),
        }
    }

    /// An idle stack, if there is one.
    pub(super) fn take(&self, local: &Local) -> Option<Context> {
        let mut idle = local.idle_stacks.borrow_mut();
        let context = idle.pop();
        self.trimmed.set(self.trimmed.get().min(idle.len()));
        self.spare.set(self.spare.get().min(idle.len()));
        context
    }

    /// Takes the stack of a goroutine that has ended.
    pub(super) fn give(&self, local: &Local, context: Context) {
        let mut idle = local.idle_stacks.borrow_mut();
        if context.is_common() && idle.len() < engine::most_idle_stacks() {
            return idle.push(context);
        }
        drop(idle);
        drop(context);
        self.retired.set(true);
    }

    /// Gives back the memory that goroutines have used deep in their stacks, when the worker has nothing to do and some
    /// time has passed. The stacks used last are on top, so those at the bottom that were trimmed have not been used since.
    pub(super) fn trim(&self, local: &Local) {
        let mut idle = local.idle_stacks.borrow_mut();
        let trimmed = self.trimmed.get().min(idle.len());
        if trimmed == idle.len() && !self.retired.get() || self.last_trim.get().elapsed() < TRIM_EVERY {
            return;
        }
        idle[trimmed..].iter_mut().for_each(Context::trim);
        if self.retired.replace(false) {
            engine::clean();
        }
        self.trimmed.set(idle.len());
        self.last_trim.set(Instant::now());
    }

    /// Gives up idle stacks that have not been needed for a while, some at a time. A crowd that comes again finds its stacks; one
    /// that does not come again has given them back a second later. True if there are more.
    pub(super) fn give_up_spare(&self, local: &Local) -> bool {
        let mut idle = local.idle_stacks.borrow_mut();
        if idle.len() <= engine::KEPT_STACKS || self.last_use.get().elapsed() < TRIM_EVERY {
            return false;
        }
        let spare = self.spare.get().min(idle.len()).saturating_sub(engine::KEPT_STACKS);
        let now = spare.min(GO);
        // Those at the bottom have not been used for longest.
        let given_up: Vec<Context> = idle.drain(..now).collect();
        self.trimmed.set(self.trimmed.get().saturating_sub(now));
        if spare > GO {
            // The next look goes on with it.
            self.spare.set(self.spare.get() - now);
        } else {
            self.spare.set(idle.len());
            self.last_use.set(Instant::now());
        }
        drop(idle);
        if !given_up.is_empty() {
            self.retired.set(true);
        }
        spare > GO
    }
}

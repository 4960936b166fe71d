//! A channel between goroutines: unbuffered, bounded or unbounded, one structure for all three.
//!
//! Invariants, under the channel's lock:
//!
//! - a receiver waits only while there is nothing to take: no buffered value and no sender;
//! - a sender waits only while there is no room and no receiver;
//! - so a value goes straight to the receiver that has waited longest (CONFORMANCE CH-13), and whoever takes
//!   a value from a full buffer moves the first sender's value to its tail in the same step (CH-14).
//!
//! A sender in a `select` has no value until its arm is chosen: it is *lazy*. Whoever chooses it grants it
//! either room in the buffer (`reserved` counts it) or a receiver, which is then held: it has left the
//! queue and only that sender may finish or reopen it. A sender that gives its grant back puts the receiver at
//! the head of the queue again and has it look once more, because it may have missed something while held.
//!
//! One who waits in place may have a *seat* beside the lock instead of an entry in the queue (`seat.rs`).
//!
//! Rejected: crossbeam-channel's own buffers behind our waiters. A value could then be taken by a late
//! receiver while an early one was being woken, and "closed" and "a value is there" were two facts. Under one
//! lock of a few nanoseconds they are one.

mod arms;
mod blocking;
mod buffer;
mod held;
mod seat;
mod state;

pub(crate) use arms::{Granted, Handle, Receiving, Sending, Watched, Watching};
pub(crate) use blocking::{Refused, Until};
use held::Held;
use seat::Seat;
use state::{Seats, State};

use crate::base::lock::{FIRST, SpinLock};
use crate::wait::in_place::patience;
use crate::wait::owner::Owner;
use crate::wait::waiter::Wakes;

/// A channel. It begins with the lock, and what is handed over beside it; who makes one has it begin with a line of the cache.
#[repr(C)]
pub(crate) struct Exchange<T> {
    state: SpinLock<State<T>, Seats>,
    /// How many values the buffer takes; `None`: any number.
    capacity: Option<usize>,
    /// The bubble that it was made in, if any. Looked at by those who wait.
    owner: Owner,
}

impl<T> Exchange<T> {
    /// Makes a channel.
    ///
    /// # Panics
    ///
    /// If a buffer of that capacity cannot exist.
    #[track_caller]
    #[inline(always)]
    pub(crate) fn new(capacity: Option<usize>) -> Exchange<T> {
        let values = capacity.unwrap_or(0);
        let bytes = values.checked_mul(size_of::<T>().max(1));
        if bytes.is_none_or(|bytes| bytes > isize::MAX as usize) {
            panic!(
                "makechan: size out of range: {values} values of {} bytes do not fit into memory; a channel that is to take \
                 any number of values is made with `unbounded`",
                size_of::<T>()
            )
        }
        let seats = Seats { receiver: Seat::new(), sender: Seat::new() };
        Exchange { state: SpinLock::new_beside(seats, State::new(capacity)), capacity, owner: Owner::here() }
    }

    pub(crate) fn capacity(&self) -> Option<usize> {
        self.capacity
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.capacity.is_some_and(|capacity| self.len() >= capacity)
    }

    /// Ends sending: waiting and later senders are refused, receivers get what is buffered and then
    /// "disconnected". False if it had ended before.
    pub(crate) fn close(&self) -> bool {
        let mut wakes = Wakes::default();
        let closed = self.lock().close(&mut wakes);
        wakes.now();
        closed
    }

    /// The last receiver has gone: as [`Exchange::close`], and what is buffered is dropped at once.
    pub(crate) fn abandon(&self) {
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        state.close(&mut wakes);
        let unreceived = state.abandon();
        drop(state);
        wakes.now();
        // Dropping runs the user's code, so it comes after the lock and after others were woken.
        unreceived.discard();
    }

    #[inline]
    fn lock(&self) -> Held<'_, T> {
        // Behind a buffer nobody waits for the next value alone.
        self.state.lock_after(|| if self.capacity.is_some_and(|capacity| capacity <= 1) { patience() } else { FIRST })
    }

    /// Locks the channel, with as many blocks in its buffer as that takes.
    fn lock_when(&self, ready: fn(&State<T>) -> bool) -> Held<'_, T> {
        let state = self.lock();
        if ready(&state) { state } else { self.with_blocks(state, ready) }
    }

    /// Releases the lock, makes what the buffer wants and takes the lock again, until the state is ready.
    #[cold]
    #[inline(never)]
    fn with_blocks<'a>(&'a self, mut state: Held<'a, T>, ready: fn(&State<T>) -> bool) -> Held<'a, T> {
        while !ready(&state) {
            let wanted = state.buffer.wanted(state.capacity);
            drop(state);
            let supply = wanted.make();
            state = self.lock();
            if let Some(late) = state.buffer.accept(supply) {
                drop(state);
                drop(late);
                state = self.lock();
            }
        }
        state
    }
}

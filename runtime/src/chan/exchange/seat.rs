//! A place in the channel for one who waits in place, so that a value and its arrival are one line of the cache.
//!
//! Two goroutines on two workers hand over values in less time than it takes to park. What it costs then is how
//! many lines go from one processor to the other and back. One who waits in the queue is reached by way of the lock, the entry and the
//! word, each on a line of its own, and each goes there and back. One who has a seat is reached by way of the lock alone: the
//! seat lies beside it.
//!
//! A channel has a seat for a receiver and one for a sender. Only he takes one who is going to look at it all the time, stands
//! first in the queue, and whose value is no larger than a word.
//!
//! ```text
//!            sit (lock)              serve (lock)
//!    EMPTY ──────────────► WAITING ────────────────► SERVED ─┐
//!      ▲ ▲                    │ │                            │ look: takes the value
//!      │ └─── leave (lock) ───┘ │ unseat (lock)              │
//!      │                        └────────────────► MOVED ────┤ look: waits in the queue
//!      └─────────────────────────────────────────────────────┘
//! ```
//!
//! - Whoever holds the lock may serve, or *unseat*: that puts the one who sits at the head of the queue, by the entry that he has on his
//!   stack. So nobody but [`take`](super::state) and `give` need know of seats: all others unseat first and find everybody in
//!   the queue.
//! - The one who sits looks at the seat without the lock. When he finds an end he empties the seat, and touches it no more; until then
//!   nobody else may sit.
//! - He gives up by taking the lock and moving to the head of the queue by himself, unless he has been served meanwhile. So order stays
//!   first come, first served.
//!
//! The value is touched under the lock while the seat waits, and by the one who sits once it is served; each side sees the other's
//! writes by the state.

use crate::base::shim::{AtomicU8, Ordering, UnsafeCell};
use crate::wait::queue::Entry;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

const EMPTY: u8 = 0;
const WAITING: u8 = 1;
const SERVED: u8 = 2;
const MOVED: u8 = 3;

/// What the largest value of a seat looks like.
type Word = u64;

/// Whether values of this type may be handed over in a seat.
pub(super) const fn fits<T>() -> bool {
    size_of::<T>() <= size_of::<Word>() && align_of::<T>() <= align_of::<Word>()
}

/// A seat.
#[repr(C)]
pub(super) struct Seat {
    state: AtomicU8,
    /// The entry of the one who sits.
    entry: UnsafeCell<Option<NonNull<Entry>>>,
    value: UnsafeCell<MaybeUninit<Word>>,
}

// SAFETY: the cells are touched as the module says; the values are a channel's, which are `Send` where it is shared.
unsafe impl Send for Seat {}
// SAFETY: as above.
unsafe impl Sync for Seat {}

/// What the one who sits finds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    Waiting,
    /// The wait is over. The seat is still his, until he has taken what is there.
    Served,
    /// He stands first in the queue, and the seat is not his any more.
    Moved,
}

impl Seat {
    pub(super) fn new() -> Seat {
        Seat {
            state: AtomicU8::new(EMPTY),
            entry: UnsafeCell::new(None),
            value: UnsafeCell::new(MaybeUninit::uninit()),
        }
    }

    /// Under the lock: whether somebody sits here and waits.
    #[inline]
    pub(super) fn is_taken(&self) -> bool {
        self.state.load(Ordering::Relaxed) == WAITING
    }

    /// Under the lock: whether somebody may sit down.
    #[inline]
    pub(super) fn is_free(&self) -> bool {
        // What the last one has read here he has read before.
        self.state.load(Ordering::Acquire) == EMPTY
    }

    /// Sits down.
    ///
    /// # Safety
    ///
    /// Under the lock, and the seat is free. The entry is in no queue, and valid until the wait is over; its owner looks at the seat until he
    /// finds an end.
    #[inline]
    pub(super) unsafe fn sit(&self, entry: NonNull<Entry>) {
        // SAFETY: the lock is held, and nobody sits here.
        self.entry.with_mut(|place| unsafe { *place = Some(entry) });
        // The lock's release publishes it.
        self.state.store(WAITING, Ordering::Relaxed);
    }

    /// Puts a value here.
    ///
    /// # Safety
    ///
    /// Under the lock, in a seat that is free or waits, and has no value; the value fits.
    #[inline]
    pub(super) unsafe fn put<T>(&self, value: T) {
        debug_assert!(fits::<T>());
        // SAFETY: exclusive by the caller's promise, and the place is large enough and aligned.
        self.value.with_mut(|place| unsafe { place.cast::<T>().write(value) });
    }

    /// Takes the value that is here.
    ///
    /// # Safety
    ///
    /// There is one, a `T`. Under the lock while the seat waits, or called by the one who sits, who was served.
    #[inline]
    pub(super) unsafe fn take<T>(&self) -> T {
        debug_assert!(fits::<T>());
        // SAFETY: exclusive by the caller's promise.
        self.value.with_mut(|place| unsafe { place.cast::<T>().read() })
    }

    /// Ends the wait of the one who sits.
    ///
    /// # Safety
    ///
    /// Under the lock, and the seat is taken.
    #[inline]
    pub(super) unsafe fn serve(&self) {
        self.state.store(SERVED, Ordering::Release);
    }

    /// Has the one who sits, if anybody does, wait in the queue: whoever calls puts the entry at its head.
    ///
    /// # Safety
    ///
    /// Under the lock.
    pub(super) unsafe fn unseat(&self) -> Option<NonNull<Entry>> {
        if !self.is_taken() {
            return None;
        }
        // SAFETY: the lock is held.
        let entry = self.entry.with_mut(|place| unsafe { (*place).take() });
        self.state.store(MOVED, Ordering::Release);
        entry
    }

    /// The one who sits: what is there?
    #[inline]
    pub(super) fn look(&self) -> Look {
        match self.state.load(Ordering::Acquire) {
            SERVED => Look::Served,
            MOVED => {
                self.vacate();
                Look::Moved
            }
            _ => Look::Waiting,
        }
    }

    /// The one who sits: he is done with the seat.
    #[inline]
    pub(super) fn vacate(&self) {
        self.state.store(EMPTY, Ordering::Release);
    }
}

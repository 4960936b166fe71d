//! What a channel's lock guards, and the steps under it.

use super::buffer::Buffer;
use super::seat::Seat;
use crate::wait::queue::{Entry, Queue};
use crate::wait::waiter::{Wake, Wakes};
use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;

/// Where a waiting receiver's value is put. Empty when the wait is over: disconnected.
///
/// Written by the peer that holds the exclusive right over the receiver's waiter, read by the receiver after
/// the wait is done.
pub(super) struct RecvSlot<T>(pub(super) UnsafeCell<Option<T>>);

impl<T> RecvSlot<T> {
    pub(super) fn new() -> Self {
        RecvSlot(UnsafeCell::new(None))
    }

    /// # Safety
    ///
    /// The wait is over, or has not begun.
    pub(super) unsafe fn take(&self) -> Option<T> {
        // SAFETY: no peer has access, by the caller's promise.
        unsafe { (*self.0.get()).take() }
    }
}

/// What a waiting sender offers.
///
/// Touched under the channel's lock, and by the sender after the wait is done.
pub(super) struct SendSlot<T> {
    /// Where the sender's value is. A lazy sender, which makes its value only when it has been chosen, has none.
    offer: Option<NonNull<Option<T>>>,
    /// What a lazy sender has been granted.
    grant: Cell<Grant>,
}

/// What a lazy sender may do with the value that it makes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Grant {
    /// It has not been chosen.
    #[default]
    Nothing,
    /// It has been chosen because the channel is closed.
    Refusal,
    /// A place in the buffer.
    Room,
    /// A receiver, which is held.
    Receiver(NonNull<Entry>),
}

impl<T> SendSlot<T> {
    /// The slot of a sender whose value is at `offer`, which it leaves alone until the wait is over.
    pub(super) fn eager(offer: NonNull<Option<T>>) -> Self {
        SendSlot { offer: Some(offer), grant: Cell::new(Grant::Nothing) }
    }

    pub(super) fn lazy() -> Self {
        SendSlot { offer: None, grant: Cell::new(Grant::Nothing) }
    }

    pub(super) fn is_lazy(&self) -> bool {
        self.offer.is_none()
    }

    /// # Safety
    ///
    /// Under the channel's lock, by whoever has taken the entry.
    pub(super) unsafe fn take(&self) -> Option<T> {
        // SAFETY: access is exclusive by the caller's promise, and the sender keeps its value in place.
        self.offer.and_then(|mut offer| unsafe { offer.as_mut() }.take())
    }

    /// Puts an eager sender's value back where it was.
    ///
    /// # Safety
    ///
    /// Under the channel's lock, by whoever has taken the entry.
    pub(super) unsafe fn put_back(&self, value: T) {
        if let Some(mut offer) = self.offer {
            // SAFETY: access is exclusive by the caller's promise.
            unsafe { *offer.as_mut() = Some(value) };
        }
    }

    pub(super) fn grant(&self) -> &Cell<Grant> {
        &self.grant
    }
}

/// What a receiver finds.
pub(super) enum Taken<T> {
    /// A value, and the sender to wake.
    Value(T, Option<Wake>),
    /// A lazy sender, taken out of its queue; it must be granted the receiver.
    Lazy(NonNull<Entry>),
    /// Nothing, and nothing will come.
    Disconnected,
    /// Nothing.
    Empty,
}

/// What a sender finds.
pub(super) enum Given {
    /// The value has been passed on; the receiver to wake.
    Sent(Option<Wake>),
    /// The channel is closed.
    Closed,
    /// No room and no receiver.
    Full,
    /// The buffer needs a block first.
    NoBlock,
}

/// Hint of the lock: [`Held::take`](super::held::Held) finds nothing.
pub(super) const NOTHING_TO_TAKE: u8 = 0b010;

/// Hint of the lock: [`Held::give`](super::held::Held) finds neither room nor a receiver.
pub(super) const NO_ROOM: u8 = 0b100;

/// Seats for those who wait in place.
#[repr(C)]
pub(super) struct Seats {
    pub(super) receiver: Seat,
    pub(super) sender: Seat,
}

/// Hint of the lock: the channel is [finished](State::is_finished), and stays so.
pub(super) const FINISHED: u8 = 0b1000;

/// What the lock guards.
///
/// With the lock's word and the seats before it, what an unbuffered hand-over writes is in the first line of the cache; the rest
/// of what it reads is written by buffered ones only.
#[repr(C)]
pub(super) struct State<T> {
    pub(super) receivers: Queue,
    pub(super) senders: Queue,
    pub(super) buffer: Buffer<T>,
    pub(super) capacity: Option<usize>,
    /// Places of the buffer that lazy senders have been granted.
    pub(super) reserved: usize,
    /// No more sends.
    pub(super) closed: bool,
    /// No receivers any more.
    pub(super) abandoned: bool,
    /// Those who want to know when sending (receiving) would succeed, and do neither.
    pub(super) send_watchers: Queue,
    pub(super) recv_watchers: Queue,
}

// SAFETY: the values of waiting senders and the slots of waiting receivers are reached under the lock; both
// are a `T` that changes threads.
unsafe impl<T: Send> Send for State<T> {}

impl<T> State<T> {
    #[inline(always)]
    pub(super) fn new(capacity: Option<usize>) -> Self {
        State {
            receivers: Queue::new(),
            senders: Queue::new(),
            buffer: Buffer::new(capacity),
            capacity,
            reserved: 0,
            closed: false,
            abandoned: false,
            send_watchers: Queue::new(),
            recv_watchers: Queue::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.buffer.len()
    }

    /// Closed, drained, and no granted value on its way.
    pub(super) fn is_finished(&self) -> bool {
        self.closed && self.buffer.is_empty() && self.reserved == 0
    }

    pub(super) fn has_room(&self) -> bool {
        self.capacity.is_none_or(|capacity| self.buffer.len() + self.reserved < capacity)
    }
}

impl<T> State<T> {
    /// No more receivers; what nobody will receive.
    pub(super) fn abandon(&mut self) -> Buffer<T> {
        self.abandoned = true;
        std::mem::replace(&mut self.buffer, Buffer::unused())
    }

    /// Whether the buffer can take a value without another block.
    #[inline]
    pub(super) fn has_place(&self) -> bool {
        self.buffer.has_place()
    }

    /// Whether a value can be put in beside those that the senders who wait may put in; and so one more may wait.
    #[inline]
    pub(super) fn is_prepared(&self) -> bool {
        match self.capacity {
            Some(capacity) => self.buffer.has_all_of(capacity) || self.buffer.has_block(),
            None => self.has_place(),
        }
    }

    /// Whether somebody watches for a chance to send, or there are blocks to be freed.
    #[inline]
    pub(super) fn has_chores_of_receiver(&self) -> bool {
        !self.send_watchers.is_empty() || self.buffer.has_excess()
    }

    /// Tells those who watch for a chance to receive.
    pub(super) fn notify_recv_watchers(&mut self, wakes: &mut Wakes) {
        notify(&mut self.recv_watchers, wakes);
    }

    /// Tells those who watch for a chance to send.
    pub(super) fn notify_send_watchers(&mut self, wakes: &mut Wakes) {
        notify(&mut self.send_watchers, wakes);
    }
}

#[inline]
fn notify(watchers: &mut Queue, wakes: &mut Wakes) {
    while let Some(entry) = watchers.take_first(None) {
        // SAFETY: the entry is taken.
        unsafe { wakes.add(entry.as_ref().waiter().finish(entry.as_ref().index())) };
    }
}

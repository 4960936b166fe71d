//! What a channel's lock guards, and the steps under it.

use super::buffer::Buffer;
use crate::wait::queue::{Entry, Queue};
use crate::wait::waiter::{Waiter, Wake, Wakes};
use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;

/// Where a waiting receiver's value is put. Empty when the wait is over: disconnected.
///
/// Written by the peer that holds the exclusive right over the receiver's waiter, read by the receiver after
/// the wait is done.
pub(super) struct RecvSlot<T>(UnsafeCell<Option<T>>);

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

    fn is_lazy(&self) -> bool {
        self.offer.is_none()
    }

    /// # Safety
    ///
    /// Under the channel's lock, by whoever has taken the entry.
    unsafe fn take(&self) -> Option<T> {
        // SAFETY: access is exclusive by the caller's promise, and the sender keeps its value in place.
        self.offer.and_then(|mut offer| unsafe { offer.as_mut() }.take())
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

/// Hint of the lock: [`State::take`] finds nothing.
pub(super) const NOTHING_TO_TAKE: u8 = 0b010;

/// Hint of the lock: [`State::give`] finds neither room nor a receiver.
pub(super) const NO_ROOM: u8 = 0b100;

/// What the lock guards.
pub(super) struct State<T> {
    pub(super) buffer: Buffer<T>,
    pub(super) capacity: Option<usize>,
    /// Places of the buffer that lazy senders have been granted.
    reserved: usize,
    /// No more sends.
    closed: bool,
    /// No receivers any more.
    abandoned: bool,
    pub(super) senders: Queue,
    pub(super) receivers: Queue,
    /// Those who want to know when sending (receiving) would succeed, and do neither.
    pub(super) send_watchers: Queue,
    pub(super) recv_watchers: Queue,
}

// SAFETY: the values of waiting senders and the slots of waiting receivers are reached under the lock; both
// are a `T` that changes threads.
unsafe impl<T: Send> Send for State<T> {}

impl<T> State<T> {
    pub(super) fn new(capacity: Option<usize>) -> Self {
        State {
            buffer: Buffer::new(capacity),
            capacity,
            reserved: 0,
            closed: false,
            abandoned: false,
            senders: Queue::new(),
            receivers: Queue::new(),
            send_watchers: Queue::new(),
            recv_watchers: Queue::new(),
        }
    }

    /// What the lock's hint may say until somebody takes it again.
    #[inline]
    pub(super) fn hint(&self) -> u8 {
        let mut hint = 0;
        if self.closed {
            return hint;
        }
        if self.buffer.is_empty() && self.senders.is_empty() {
            hint |= NOTHING_TO_TAKE;
        }
        if self.receivers.is_empty() && !self.has_room() {
            hint |= NO_ROOM;
        }
        hint
    }

    pub(super) fn len(&self) -> usize {
        self.buffer.len()
    }

    /// Closed, drained, and no granted value on its way.
    pub(super) fn is_finished(&self) -> bool {
        self.closed && self.buffer.is_empty() && self.reserved == 0
    }

    fn has_room(&self) -> bool {
        self.capacity.is_none_or(|capacity| self.buffer.len() + self.reserved < capacity)
    }

    /// Whether [`State::take`] would find something, leaving out what the waiter `except` offers.
    pub(super) fn can_take(&self, except: Option<&Waiter>) -> bool {
        !self.buffer.is_empty() || self.is_finished() || self.senders.has_open(except)
    }

    /// Whether [`State::give`] would succeed or be refused, leaving out the waiter `except`.
    pub(super) fn can_give(&self, except: Option<&Waiter>) -> bool {
        self.closed || self.has_room() || self.receivers.has_open(except)
    }

    /// Takes a value.
    #[inline]
    pub(super) fn take(&mut self, except: Option<&Waiter>) -> Taken<T> {
        if let Some(value) = self.buffer.pop() {
            return Taken::Value(value, self.refill());
        }
        if let Some(entry) = self.senders.take_first(except) {
            // SAFETY: the entry is taken, so it is valid, and its data is what senders put there.
            let (slot, waiter, index) = unsafe {
                (entry.as_ref().data().cast::<SendSlot<T>>().as_ref(), entry.as_ref().waiter(), entry.as_ref().index())
            };
            if slot.is_lazy() {
                return Taken::Lazy(entry);
            }
            // SAFETY: the entry is taken, under the lock.
            if let Some(value) = unsafe { slot.take() } {
                return Taken::Value(value, waiter.finish(index));
            }
        }
        if self.is_finished() { Taken::Disconnected } else { Taken::Empty }
    }

    /// Gives a place that has become free to the first waiting sender.
    fn refill(&mut self) -> Option<Wake> {
        if self.senders.is_empty() || !self.has_room() {
            return None;
        }
        let entry = self.senders.take_first(None)?;
        // SAFETY: the entry is taken, so it is valid, and its data is what senders put there.
        let (slot, waiter, index) = unsafe {
            (entry.as_ref().data().cast::<SendSlot<T>>().as_ref(), entry.as_ref().waiter(), entry.as_ref().index())
        };
        // SAFETY: as above, under the lock.
        match unsafe { slot.take() } {
            Some(value) => self.buffer.push(value),
            None => {
                slot.grant.set(Grant::Room);
                self.reserved += 1;
            }
        }
        waiter.finish(index)
    }

    /// Passes on the value at `offer`, which is there. It stays there if that is not possible: a large value is not
    /// copied to and fro.
    #[inline]
    pub(super) fn give(&mut self, offer: &mut Option<T>) -> Given {
        if self.closed {
            return Given::Closed;
        }
        if let Some(entry) = self.receivers.take_first(None) {
            // SAFETY: the entry was just taken from the receivers of this channel.
            return Given::Sent(unsafe { hand_over(entry, offer) });
        }
        if !self.has_room() {
            return Given::Full;
        }
        if self.buffer.try_push(offer) { Given::Sent(None) } else { Given::NoBlock }
    }

    /// Grants a lazy sender what there is.
    pub(super) fn grant(&mut self, except: Option<&Waiter>) -> Grant {
        if self.closed {
            return Grant::Refusal;
        }
        if let Some(entry) = self.receivers.take_first(except) {
            return Grant::Receiver(entry);
        }
        if self.has_room() {
            self.reserved += 1;
            return Grant::Room;
        }
        Grant::Nothing
    }

    /// Makes use of [`Grant::Room`]; the state is prepared. The value comes back if there are no receivers any more.
    pub(super) fn fill_room(&mut self, value: T, wakes: &mut Wakes) -> Result<(), T> {
        self.reserved -= 1;
        if self.abandoned {
            return Err(value);
        }
        match self.receivers.take_first(None) {
            // SAFETY: the entry was just taken from the receivers of this channel.
            Some(entry) => wakes.add(unsafe { hand_over(entry, &mut Some(value)) }),
            None => self.buffer.push(value),
        }
        self.tell_finished(wakes);
        Ok(())
    }

    /// Gives [`Grant::Room`] back; the state is prepared.
    pub(super) fn return_room(&mut self, wakes: &mut Wakes) {
        self.reserved -= 1;
        wakes.add(self.refill());
        self.tell_finished(wakes);
        self.notify_send_watchers(wakes);
    }

    /// Gives [`Grant::Receiver`] back. What the receiver has missed while it was held goes to it now, before
    /// anything that comes later; if there is nothing, it stands first in its queue again, and looks again.
    ///
    /// # Safety
    ///
    /// `entry` is a receiver of this channel that the caller was granted.
    pub(super) unsafe fn return_receiver(&mut self, entry: NonNull<Entry>, wakes: &mut Wakes) {
        match self.take(None) {
            Taken::Value(value, wake) => {
                wakes.add(wake);
                // SAFETY: the receiver was granted.
                wakes.add(unsafe { hand_over(entry, &mut Some(value)) });
                self.notify_send_watchers(wakes);
            }
            // SAFETY: `sender` was just taken, and the receiver is granted on to it.
            Taken::Lazy(sender) => wakes.add(unsafe { grant_receiver::<T>(sender, entry) }),
            // SAFETY: the receiver was granted; its empty slot says "disconnected".
            Taken::Disconnected => unsafe { wakes.add(entry.as_ref().waiter().finish(entry.as_ref().index())) },
            // SAFETY: the receiver was granted, so it is in no queue and valid.
            Taken::Empty => unsafe {
                self.receivers.insert(entry, true);
                wakes.add(entry.as_ref().waiter().reopen(entry.as_ref().index()));
                self.notify_send_watchers(wakes);
            },
        }
    }

    /// Wakes the receivers that nothing will come to any more.
    fn tell_finished(&mut self, wakes: &mut Wakes) {
        if !self.is_finished() {
            return;
        }
        while let Some(entry) = self.receivers.take_first(None) {
            // SAFETY: the entry is taken. Its slot stays empty, which says "disconnected".
            unsafe { wakes.add(entry.as_ref().waiter().finish(entry.as_ref().index())) };
        }
        self.notify_recv_watchers(wakes);
    }

    /// No more sends. False if that was so before.
    pub(super) fn close(&mut self, wakes: &mut Wakes) -> bool {
        if std::mem::replace(&mut self.closed, true) {
            return false;
        }
        while let Some(entry) = self.senders.take_first(None) {
            // SAFETY: the entry is taken, under the lock. An eager sender finds its value where it put it.
            unsafe {
                let slot = entry.as_ref().data().cast::<SendSlot<T>>().as_ref();
                if slot.is_lazy() {
                    slot.grant.set(Grant::Refusal);
                }
                wakes.add(entry.as_ref().waiter().finish(entry.as_ref().index()));
            }
        }
        self.notify_send_watchers(wakes);
        self.tell_finished(wakes);
        true
    }

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

/// Gives the value at `offer` to a receiver and ends its wait.
///
/// # Safety
///
/// The caller has taken `entry` from a channel of `T`'s receivers, or was granted it.
#[inline]
pub(super) unsafe fn hand_over<T>(entry: NonNull<Entry>, offer: &mut Option<T>) -> Option<Wake> {
    // SAFETY: a taken entry is valid, its data is a receiver's slot, and the caller has exclusive access until
    // `finish`.
    unsafe {
        let slot = entry.as_ref().data().cast::<RecvSlot<T>>().as_ref();
        *slot.0.get() = offer.take();
        entry.as_ref().waiter().finish(entry.as_ref().index())
    }
}

/// Grants a lazy sender a receiver, which is held from now on, and ends the sender's wait.
///
/// # Safety
///
/// `sender` was taken from a channel of `T`, and the caller has exclusive access to `receiver`, an entry for
/// the same channel that is in no queue.
pub(super) unsafe fn grant_receiver<T>(sender: NonNull<Entry>, receiver: NonNull<Entry>) -> Option<Wake> {
    // SAFETY: a taken entry is valid, and its data is a sender's slot.
    unsafe {
        let slot = sender.as_ref().data().cast::<SendSlot<T>>().as_ref();
        slot.grant.set(Grant::Receiver(receiver));
        sender.as_ref().waiter().finish(sender.as_ref().index())
    }
}

//! The steps under a channel's lock: take a value, give one, grant a lazy sender what there is.

use super::seat;
use super::state::{FINISHED, Given, Grant, NO_ROOM, NOTHING_TO_TAKE, RecvSlot, Seats, SendSlot, State, Taken};
use crate::base::lock::Guard;
use crate::wait::queue::Entry;
use crate::wait::waiter::{Waiter, Wake, Wakes};
use std::ptr::NonNull;

/// A channel whose lock is held.
pub(super) type Held<'a, T> = Guard<'a, State<T>, Seats>;

impl<T> Held<'_, T> {
    /// Whether one who is going to wait for a value would be the first, and nobody wants to be told of it.
    #[inline]
    pub(super) fn has_no_receivers(&self) -> bool {
        self.receivers.is_empty() && self.send_watchers.is_empty()
    }

    /// Whether one who is going to wait for a receiver would be the first, and nobody wants to be told of it.
    #[inline]
    pub(super) fn has_no_senders(&self) -> bool {
        self.senders.is_empty() && self.recv_watchers.is_empty()
    }

    /// Whether a receiver waits, in the seat or in the queue.
    #[inline]
    fn has_receiver(&self) -> bool {
        self.beside().receiver.is_taken() || !self.receivers.is_empty()
    }

    #[inline]
    fn has_sender(&self) -> bool {
        self.beside().sender.is_taken() || !self.senders.is_empty()
    }

    /// What the lock's hint may say until somebody takes it again.
    #[inline]
    pub(super) fn hint(&self) -> u8 {
        let mut hint = 0;
        if self.closed {
            return if self.is_finished() { FINISHED } else { hint };
        }
        if self.buffer.is_empty() && !self.has_sender() {
            hint |= NOTHING_TO_TAKE;
        }
        if !self.has_receiver() && !self.has_room() {
            hint |= NO_ROOM;
        }
        hint
    }

    /// Takes the value of the sender who sits, and ends his wait.
    #[inline]
    fn take_from_seat(&mut self) -> Option<T> {
        let seat = &self.beside().sender;
        if !seat::fits::<T>() || !seat.is_taken() {
            return None;
        }
        // SAFETY: the lock is held, and a sender sits here, whose value is there.
        unsafe {
            let value = seat.take();
            seat.serve();
            Some(value)
        }
    }

    /// Gives the value at `offer` to the receiver who sits, and ends his wait.
    #[inline]
    fn give_to_seat(&mut self, offer: &mut Option<T>) -> bool {
        let seat = &self.beside().receiver;
        if !seat::fits::<T>() || !seat.is_taken() {
            return false;
        }
        if let Some(value) = offer.take() {
            // SAFETY: the lock is held, and a receiver sits here, whose seat has no value.
            unsafe {
                seat.put(value);
                seat.serve();
            }
        }
        true
    }

    /// Has the receiver who sits, if one does, stand first in the queue.
    #[inline]
    fn unseat_receiver(&mut self) {
        // SAFETY: the lock is held.
        if let Some(entry) = unsafe { self.beside().receiver.unseat() } {
            // SAFETY: the entry of one who sits is valid and in no queue.
            unsafe { self.receivers.insert(entry, true) };
        }
    }

    /// Has the sender who sits, if one does, stand first in the queue, with the value where he has put it before he sat down.
    fn unseat_sender(&mut self) {
        let seat = &self.beside().sender;
        // SAFETY: the lock is held; a sender who sits has his value in the seat, and his offer is empty.
        unsafe {
            if let Some(entry) = seat.unseat() {
                entry.as_ref().data().cast::<SendSlot<T>>().as_ref().put_back(seat.take());
                self.senders.insert(entry, true);
            }
        }
    }

    /// Has a receiver wait in the queue.
    ///
    /// # Safety
    ///
    /// As for `Queue::insert`.
    pub(super) unsafe fn enter_receiver(&mut self, entry: NonNull<Entry>, first: bool) {
        if first {
            self.unseat_receiver();
        }
        // SAFETY: the caller's promise.
        unsafe { self.receivers.insert(entry, first) };
    }

    /// Has a sender wait in the queue.
    ///
    /// # Safety
    ///
    /// As for `Queue::insert`.
    pub(super) unsafe fn enter_sender(&mut self, entry: NonNull<Entry>, first: bool) {
        if first {
            self.unseat_sender();
        }
        // SAFETY: the caller's promise.
        unsafe { self.senders.insert(entry, first) };
    }

    /// Whether [`Held::take`] would find something, leaving out what the waiter `except` offers.
    pub(super) fn can_take(&self, except: Option<&Waiter>) -> bool {
        !self.buffer.is_empty()
            || self.is_finished()
            || self.beside().sender.is_taken()
            || self.senders.has_open(except)
    }

    /// Whether [`Held::give`] would succeed or be refused, leaving out the waiter `except`.
    pub(super) fn can_give(&self, except: Option<&Waiter>) -> bool {
        self.closed || self.has_room() || self.beside().receiver.is_taken() || self.receivers.has_open(except)
    }

    /// Takes a value.
    #[inline]
    pub(super) fn take(&mut self, except: Option<&Waiter>) -> Taken<T> {
        if let Some(value) = self.buffer.pop() {
            return Taken::Value(value, self.refill());
        }
        if let Some(value) = self.take_from_seat() {
            return Taken::Value(value, None);
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
        if !self.has_sender() || !self.has_room() {
            return None;
        }
        if let Some(value) = self.take_from_seat() {
            self.buffer.push(value);
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
                slot.grant().set(Grant::Room);
                self.reserved += 1;
            }
        }
        waiter.finish(index)
    }

    /// Passes on the value at `offer`, which is there. It stays there if that is not possible: a large value is not
    /// copied to and fro.
    #[inline]
    pub(super) fn give(&mut self, offer: &mut Option<T>) -> Given {
        if self.give_to_seat(offer) {
            return Given::Sent(None);
        }
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
        self.unseat_receiver();
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
        self.unseat_receiver();
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
                self.enter_receiver(entry, true);
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
        self.unseat_receiver();
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
        self.unseat_sender();
        while let Some(entry) = self.senders.take_first(None) {
            // SAFETY: the entry is taken, under the lock. An eager sender finds its value where it put it.
            unsafe {
                let slot = entry.as_ref().data().cast::<SendSlot<T>>().as_ref();
                if slot.is_lazy() {
                    slot.grant().set(Grant::Refusal);
                }
                wakes.add(entry.as_ref().waiter().finish(entry.as_ref().index()));
            }
        }
        self.notify_send_watchers(wakes);
        self.tell_finished(wakes);
        true
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
        slot.grant().set(Grant::Receiver(receiver));
        sender.as_ref().waiter().finish(sender.as_ref().index())
    }
}

//! The arms of a `select` over a channel: receiving, sending, and watching for either.

use super::Exchange;
use super::blocking::{Refused, Until};
use super::held::hand_over;
use super::state::{Grant, NO_ROOM, RecvSlot, SendSlot, State, Taken};
use crate::task::reason::Reason;
use crate::wait::arm::{Attempt, Enrolled, SelectArm, WaiterRef};
use crate::wait::owner::Owner;
use crate::wait::queue::{Entry, Queue};
use crate::wait::waiter::{Site, Waiter, Wakes};
use std::cell::Cell;
use std::marker::PhantomData;
use std::panic::Location;
use std::ptr::NonNull;

/// The arm `<-rx`.
pub(crate) struct Receiving<'a, T> {
    channel: &'a Exchange<T>,
    slot: RecvSlot<T>,
    entry: Entry,
    received: Cell<Option<Result<T, Refused>>>,
    /// The end of the channel is nothing to receive.
    only_values: bool,
    location: &'static Location<'static>,
}

impl<'a, T> Receiving<'a, T> {
    pub(crate) fn new(channel: &'a Exchange<T>, location: &'static Location<'static>) -> Self {
        Receiving {
            channel,
            slot: RecvSlot::new(),
            entry: Entry::idle(),
            received: Cell::new(None),
            only_values: false,
            location,
        }
    }

    /// The arm that is not ready when nothing will come any more.
    pub(crate) fn only_values(self) -> Self {
        Receiving { only_values: true, ..self }
    }

    /// What the chosen arm has received.
    pub(crate) fn received(self) -> Result<T, Refused> {
        match self.received.into_inner() {
            Some(received) => received,
            None => unreachable!("only the chosen arm is asked"),
        }
    }

    fn site(&self) -> Site {
        Site { reason: Reason::Select, location: self.location }
    }
}

impl<T> SelectArm for Receiving<'_, T> {
    fn owner(&self) -> Option<Owner> {
        Some(self.channel.owner)
    }

    fn attempt(&self) -> Attempt {
        match self.channel.receive(Until::Now, self.site()) {
            Err(Refused::TimedOut) => Attempt::NotReady,
            Err(_) if self.only_values => Attempt::NotReady,
            result => {
                self.received.set(Some(result));
                Attempt::Chosen
            }
        }
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled {
        let waiter: &Waiter = waiter.0;
        let mut wakes = Wakes::default();
        let mut state = self.channel.lock();
        if !state.can_take(Some(waiter)) || self.only_values && state.is_finished() {
            self.entry.prepare(waiter, NonNull::from(&self.slot).cast(), index);
            // SAFETY: the entry is in no queue, and the arm does not move before `withdraw`.
            unsafe { state.enter_receiver(NonNull::from(&self.entry), first) };
            state.notify_send_watchers(&mut wakes);
            let hint = state.hint();
            state.release(hint);
            wakes.now();
            return Enrolled::Waiting;
        }
        if !waiter.word().abandon() {
            return Enrolled::Lost;
        }
        let enrolled = match state.take(Some(waiter)) {
            Taken::Value(value, wake) => {
                wakes.add(wake);
                state.notify_send_watchers(&mut wakes);
                self.received.set(Some(Ok(value)));
                Enrolled::Chosen
            }
            Taken::Disconnected if !self.only_values => {
                self.received.set(Some(Err(Refused::Disconnected)));
                Enrolled::Chosen
            }
            Taken::Disconnected | Taken::Empty => Enrolled::Again,
            Taken::Lazy(sender) => {
                drop(state);
                return match self.channel.receive_from_lazy(sender, self.site()) {
                    Err(Refused::TimedOut) => Enrolled::Again,
                    Err(_) if self.only_values => Enrolled::Again,
                    result => {
                        self.received.set(Some(result));
                        Enrolled::Chosen
                    }
                };
            }
        };
        let excess = state.buffer.excess();
        drop(state);
        wakes.now();
        drop(excess);
        enrolled
    }

    fn withdraw(&self) {
        // SAFETY: the entry is this arm's, and in this queue if in any.
        unsafe { leave(self.channel, &self.entry, |state| &mut state.receivers) };
    }

    fn accept(&self) -> bool {
        // SAFETY: the wait is over.
        let value = unsafe { self.slot.take() };
        if value.is_none() && self.only_values {
            return false;
        }
        self.received.set(Some(value.ok_or(Refused::Disconnected)));
        true
    }
}

/// The arm `tx <- value`, whose value is made when the arm has been chosen.
pub(crate) struct Sending<'a, T> {
    channel: &'a Exchange<T>,
    slot: SendSlot<T>,
    entry: Entry,
}

impl<'a, T> Sending<'a, T> {
    pub(crate) fn new(channel: &'a Exchange<T>) -> Self {
        Sending { channel, slot: SendSlot::lazy(), entry: Entry::idle() }
    }

    /// Sends the value of the chosen arm. It comes back if the channel is closed.
    pub(crate) fn send(self, value: T) -> Result<(), T> {
        match self.slot.grant().take() {
            Grant::Nothing => unreachable!("only the chosen arm is asked"),
            Grant::Refusal => Err(value),
            Grant::Room => {
                let mut wakes = Wakes::default();
                let mut state = self.channel.lock_when(State::is_prepared);
                let result = state.fill_room(value, &mut wakes);
                state.notify_recv_watchers(&mut wakes);
                drop(state);
                wakes.now();
                result
            }
            Grant::Receiver(entry) => {
                // SAFETY: the receiver was granted, and the grant is taken.
                if let Some(wake) = unsafe { hand_over(entry, &mut Some(value)) } {
                    wake.now();
                }
                Ok(())
            }
        }
    }
}

impl<'a, T> Sending<'a, T> {
    /// What the chosen arm was granted, kept alive by a handle of its own instead of the one that the arm borrows.
    ///
    /// # Panics
    ///
    /// If the handle leads to another channel.
    pub(crate) fn granted_to<H: Handle<T>>(self, handle: H) -> Granted<T, H> {
        assert!(std::ptr::eq(self.channel, handle.exchange()), "a grant stays with its channel");
        Granted { grant: Cell::new(self.slot.grant().take()), handle, item: PhantomData }
    }
}

/// What keeps a channel alive.
pub(crate) trait Handle<T> {
    /// The channel: always the same one.
    fn exchange(&self) -> &Exchange<T>;
}

/// What a sending arm was granted. The value that is to be sent may be made while the arm, and what it borrowed, is gone: the
/// last handles of the channel among them.
pub(crate) struct Granted<T, H: Handle<T>> {
    grant: Cell<Grant>,
    /// It leads to the channel that the grant is from.
    handle: H,
    item: PhantomData<fn(T)>,
}

impl<T, H: Handle<T>> Granted<T, H> {
    /// The arm again.
    fn sending(&self) -> Sending<'_, T> {
        let sending = Sending::new(self.handle.exchange());
        sending.slot.grant().set(self.grant.take());
        sending
    }

    /// Sends the value. It comes back if the channel was closed when the arm was chosen. If the last receiver has gone since
    /// then, the value goes where those go that are still in the buffer when that happens.
    pub(crate) fn send(self, value: T) -> Result<(), T> {
        let has_room = self.grant.get() == Grant::Room;
        match self.sending().send(value) {
            Err(value) if has_room => {
                drop(value);
                Ok(())
            }
            result => result,
        }
    }
}

impl<T, H: Handle<T>> Drop for Granted<T, H> {
    /// Gives back what was granted, if the value was never made.
    fn drop(&mut self) {
        drop(self.sending());
    }
}

impl<T> SelectArm for Sending<'_, T> {
    fn owner(&self) -> Option<Owner> {
        Some(self.channel.owner)
    }

    fn attempt(&self) -> Attempt {
        if self.channel.state.hints_at(NO_ROOM) {
            return Attempt::NotReady;
        }
        let mut state = self.channel.lock();
        let grant = state.grant(None);
        let hint = state.hint();
        state.release(hint);
        self.slot.grant().set(grant);
        if grant == Grant::Nothing { Attempt::NotReady } else { Attempt::Chosen }
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled {
        let waiter: &Waiter = waiter.0;
        let mut state = self.channel.lock();
        if !state.can_give(Some(waiter)) {
            let mut wakes = Wakes::default();
            self.entry.prepare(waiter, NonNull::from(&self.slot).cast(), index);
            // SAFETY: the entry is in no queue, and the arm does not move before `withdraw`.
            unsafe { state.enter_sender(NonNull::from(&self.entry), first) };
            state.notify_recv_watchers(&mut wakes);
            let hint = state.hint();
            state.release(hint);
            wakes.now();
            return Enrolled::Waiting;
        }
        if !waiter.word().abandon() {
            return Enrolled::Lost;
        }
        let grant = state.grant(Some(waiter));
        self.slot.grant().set(grant);
        if grant == Grant::Nothing { Enrolled::Again } else { Enrolled::Chosen }
    }

    fn withdraw(&self) {
        // SAFETY: the entry is this arm's, and in this queue if in any.
        unsafe { leave(self.channel, &self.entry, |state| &mut state.senders) };
    }

    fn accept(&self) -> bool {
        true
    }
}

impl<T> Drop for Sending<'_, T> {
    /// Gives back what was granted, if the value was never made.
    fn drop(&mut self) {
        let grant = self.slot.grant().take();
        if matches!(grant, Grant::Nothing | Grant::Refusal) {
            return;
        }
        let mut wakes = Wakes::default();
        let mut state = self.channel.lock_when(State::is_prepared);
        match grant {
            Grant::Room => state.return_room(&mut wakes),
            // SAFETY: the receiver was granted to this arm, and the grant is taken.
            Grant::Receiver(entry) => unsafe { state.return_receiver(entry, &mut wakes) },
            Grant::Nothing | Grant::Refusal => {}
        }
        let excess = state.buffer.excess();
        drop(state);
        wakes.now();
        drop(excess);
    }
}

/// Takes an arm's entry out of its queue, if it is still in.
///
/// # Safety
///
/// The entry is valid, and in this queue if in any.
unsafe fn leave<T>(channel: &Exchange<T>, entry: &Entry, queue: impl FnOnce(&mut State<T>) -> &mut Queue) {
    let mut state = channel.lock();
    // SAFETY: the caller's promise.
    unsafe { queue(&mut state).remove(NonNull::from(entry)) };
    let hint = state.hint();
    state.release(hint);
}

/// What a watcher looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Watched {
    Receiving,
    Sending,
}

/// An arm that becomes ready when an operation would succeed, and does not carry it out.
pub(crate) struct Watching<'a, T> {
    channel: &'a Exchange<T>,
    watched: Watched,
    entry: Entry,
}

impl<'a, T> Watching<'a, T> {
    pub(crate) fn new(channel: &'a Exchange<T>, watched: Watched) -> Self {
        Watching { channel, watched, entry: Entry::idle() }
    }
}

impl<T> SelectArm for Watching<'_, T> {
    fn owner(&self) -> Option<Owner> {
        Some(self.channel.owner)
    }

    fn attempt(&self) -> Attempt {
        let state = self.channel.lock();
        let ready = match self.watched {
            Watched::Receiving => state.can_take(None),
            Watched::Sending => state.can_give(None),
        };
        if ready { Attempt::Chosen } else { Attempt::NotReady }
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled {
        let waiter: &Waiter = waiter.0;
        let mut state = self.channel.lock();
        let ready = match self.watched {
            Watched::Receiving => state.can_take(Some(waiter)),
            Watched::Sending => state.can_give(Some(waiter)),
        };
        if ready {
            return if waiter.word().abandon() { Enrolled::Chosen } else { Enrolled::Lost };
        }
        self.entry.prepare(waiter, NonNull::<()>::dangling(), index);
        let watchers = match self.watched {
            Watched::Receiving => &mut state.recv_watchers,
            Watched::Sending => &mut state.send_watchers,
        };
        // SAFETY: the entry is in no queue, and the arm does not move before `withdraw`.
        unsafe { watchers.insert(NonNull::from(&self.entry), first) };
        Enrolled::Waiting
    }

    fn withdraw(&self) {
        let mut state = self.channel.lock();
        let watchers = match self.watched {
            Watched::Receiving => &mut state.recv_watchers,
            Watched::Sending => &mut state.send_watchers,
        };
        // SAFETY: the entry is this arm's, and in this queue if in any.
        unsafe { watchers.remove(NonNull::from(&self.entry)) };
    }

    fn accept(&self) -> bool {
        true
    }
}

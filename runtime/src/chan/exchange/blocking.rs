//! Sending and receiving by those who wait for one channel only.
//!
//! An operation that might have parked and did not is a checkpoint: a loop over a channel that never runs dry does not keep
//! its worker. One that cannot park (`try_…`, sending to an unbounded channel) is none, so it is safe under a std lock.

use super::Exchange;
use super::held::{Held, grant_receiver};
use super::seat::{Look, Seat, fits};
use super::state::{FINISHED, Given, NO_ROOM, NOTHING_TO_TAKE, RecvSlot, SendSlot, State, Taken};
use crate::task::current;
use crate::wait::checkpoint::{checkpoint, first_lets_others_in};
use crate::wait::in_place;
use crate::wait::owner::Owner;
use crate::wait::queue::Entry;
use crate::wait::waiter::{Ended, Site, Waiter, Wake, Wakes};
use std::ptr::NonNull;
use std::time::Instant;

/// How long an operation may wait.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// Not at all.
    Now,
    /// Until this moment.
    Moment(Instant),
    /// For ever.
    Never,
}

impl Until {
    fn deadline(self) -> Option<Instant> {
        match self {
            Until::Moment(moment) => Some(moment),
            Until::Now | Until::Never => None,
        }
    }

    /// A waiter for an operation that may wait so long. It is entered in a queue and then waits.
    #[inline]
    fn waiter(self) -> Waiter {
        match self {
            Until::Moment(_) => Waiter::new(),
            // For `Now` a lazy sender holds the waiter.
            Until::Now | Until::Never => Waiter::committed(),
        }
    }

    fn is_over(self) -> bool {
        match self {
            Until::Now => true,
            Until::Moment(moment) => current::now() >= moment,
            Until::Never => false,
        }
    }
}

/// Why nothing was sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The time is up.
    TimedOut,
    /// The other side is gone, or the channel is closed.
    Disconnected,
}

impl<T> Exchange<T> {
    /// Receives a value.
    #[inline]
    pub(crate) fn receive(&self, until: Until, site: Site) -> Result<T, Refused> {
        if matches!(until, Until::Now) {
            if self.state.hints_at(NOTHING_TO_TAKE) {
                return Err(Refused::TimedOut);
            }
            if self.state.hints_at(FINISHED) {
                return Err(Refused::Disconnected);
            }
        }
        let mut state = self.lock();
        let first = match state.take(None) {
            Taken::Value(value, wake) => {
                if state.has_chores_of_receiver() {
                    tell(state, State::notify_send_watchers);
                } else if matches!(until, Until::Now) {
                    let hint = state.hint();
                    state.release(hint);
                } else {
                    drop(state);
                }
                wake_one(wake);
                if !matches!(until, Until::Now) {
                    checkpoint();
                }
                return Ok(value);
            }
            Taken::Disconnected => {
                let hint = state.hint();
                state.release(hint);
                return Err(Refused::Disconnected);
            }
            Taken::Empty => {
                if matches!(until, Until::Now) || until.is_over() {
                    let hint = state.hint();
                    state.release(hint);
                    return Err(Refused::TimedOut);
                }
                None
            }
            Taken::Lazy(sender) => Some(sender),
        };
        self.receive_slowly(Some(state), first, until, site)
    }

    /// Receives from a lazy sender that has been taken; [`Refused::TimedOut`] if it gives the receiver back
    /// and there is nothing else.
    pub(super) fn receive_from_lazy(&self, sender: NonNull<Entry>, site: Site) -> Result<T, Refused> {
        self.receive_slowly(None, Some(sender), Until::Now, site)
    }

    /// Receives by waiting, after a look under the lock that is still held, if it is, has found nothing but `lazy`: a
    /// sender that has been taken for this receiver.
    #[cold]
    #[inline(never)]
    fn receive_slowly(
        &self,
        state: Option<Held<'_, T>>,
        lazy: Option<NonNull<Entry>>,
        until: Until,
        site: Site,
    ) -> Result<T, Refused> {
        if lazy.is_none() {
            if !self.owner.admits() {
                drop(state);
                Owner::refuse("receive from a channel");
            }
            if first_lets_others_in() {
                drop(state);
                checkpoint();
                return self.receive(until, site);
            }
        }
        let site = self.owner.mark(site);
        let slot = RecvSlot::<T>::new();
        let waiter = until.waiter();
        let entry = Entry::sole(&waiter, NonNull::from(&slot).cast());
        let this = NonNull::from(&entry);
        // While a lazy sender holds this receiver, its deadline has no effect.
        let mut held = lazy.is_some();
        let mut expired = matches!(until, Until::Now);
        match (lazy, state) {
            (Some(sender), state) => {
                drop(state);
                // SAFETY: the sender was taken for this receiver, whose entry is in no queue.
                wake_one(unsafe { grant_receiver::<T>(sender, this) });
            }
            (None, Some(state)) if sits::<T>(until, &waiter, &state.beside().receiver) && state.has_no_receivers() => {
                let seat = &state.beside().receiver;
                // SAFETY: the seat is free, the entry is new, and this function keeps it until the wait is over.
                unsafe { seat.sit(this) };
                drop(state);
                if self.sit_out(seat, |state| {
                    waiter.commit();
                    // SAFETY: the entry is in no queue, and stays until the wait is over.
                    unsafe { state.receivers.insert(this, true) };
                }) {
                    // SAFETY: the receiver was served.
                    let value = unsafe { seat.take() };
                    seat.vacate();
                    return Ok(value);
                }
            }
            (None, Some(mut state)) => {
                // SAFETY: the entry is new, and this function keeps it until the wait is over.
                unsafe { state.enter_receiver(this, false) };
                if state.send_watchers.is_empty() {
                    drop(state);
                } else {
                    tell(state, State::notify_send_watchers);
                }
            }
            (None, None) => unreachable!("there was a look under the lock"),
        }
        loop {
            let deadline = if held || expired { None } else { until.deadline() };
            match waiter.wait(deadline, site) {
                // SAFETY: the wait is over.
                Ended::Done(_) => return unsafe { slot.take() }.ok_or(Refused::Disconnected),
                Ended::Relook(_) => expired |= until.is_over(),
                Ended::Deadline => expired = true,
            }
            held = false;
            // SAFETY: the entry is this function's, and in this queue if in any.
            if !unsafe { self.lock().receivers.remove(this) } {
                // A peer has taken it and is about to end the wait, or to give it back.
                held = true;
                continue;
            }
            match self.enter_again(this, expired) {
                Entered::Waiting => {}
                Entered::Held => held = true,
                Entered::Ended(result) => return result,
            }
        }
    }

    /// Looks at a seat that was just taken until there is an end, or something else to do: then `go_to_queue` puts the entry into
    /// the queue. True if the one who sits has been served; else he stands in the queue.
    #[inline]
    fn sit_out(&self, seat: &Seat, go_to_queue: impl FnOnce(&mut Held<'_, T>)) -> bool {
        let end = in_place::look(|| match seat.look() {
            Look::Waiting => None,
            Look::Served => Some(true),
            Look::Moved => Some(false),
        });
        end.unwrap_or_else(|| self.leave_seat(seat, go_to_queue))
    }

    #[cold]
    #[inline(never)]
    fn leave_seat(&self, seat: &Seat, go_to_queue: impl FnOnce(&mut Held<'_, T>)) -> bool {
        let mut state = self.lock();
        if seat.is_taken() {
            go_to_queue(&mut state);
            seat.vacate();
            return false;
        }
        drop(state);
        seat.look() == Look::Served
    }

    /// Looks once more and, if there is nothing, puts the receiver at the head of the queue.
    fn enter_again(&self, this: NonNull<Entry>, expired: bool) -> Entered<T> {
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        let entered = match state.take(None) {
            Taken::Value(value, wake) => {
                wakes.add(wake);
                Entered::Ended(Ok(value))
            }
            Taken::Disconnected => Entered::Ended(Err(Refused::Disconnected)),
            Taken::Empty if expired => Entered::Ended(Err(Refused::TimedOut)),
            Taken::Empty => {
                // SAFETY: the entry is in no queue; `receive_slowly` keeps it until the wait is over.
                unsafe { state.enter_receiver(this, true) };
                Entered::Waiting
            }
            Taken::Lazy(sender) => {
                // SAFETY: the sender was just taken, and the entry is in no queue.
                wakes.add(unsafe { grant_receiver::<T>(sender, this) });
                Entered::Held
            }
        };
        state.notify_send_watchers(&mut wakes);
        let excess = state.buffer.excess();
        drop(state);
        wakes.now();
        drop(excess);
        entered
    }

    /// Sends the value at `offer`, which is there. It is there still if it could not be sent.
    #[inline]
    pub(crate) fn send(&self, offer: &mut Option<T>, until: Until, site: Site) -> Result<(), Refused> {
        if matches!(until, Until::Now) && self.state.hints_at(NO_ROOM) {
            return Err(Refused::TimedOut);
        }
        let mut state = self.lock();
        let given = loop {
            let ready = match state.give(offer) {
                Given::NoBlock => State::has_place,
                // Whoever takes a value and puts in that of a sender who waits cannot make a block.
                Given::Full if !matches!(until, Until::Now) && !state.is_prepared() => State::is_prepared,
                given => break given,
            };
            state = self.with_blocks(state, ready);
        };
        match given {
            Given::Sent(wake) => {
                if state.recv_watchers.is_empty() {
                    drop(state);
                } else {
                    tell(state, State::notify_recv_watchers);
                }
                wake_one(wake);
                if self.capacity.is_some() && !matches!(until, Until::Now) {
                    checkpoint();
                }
                Ok(())
            }
            Given::Closed => Err(Refused::Disconnected),
            Given::Full | Given::NoBlock => {
                if matches!(until, Until::Now) || until.is_over() {
                    let hint = state.hint();
                    state.release(hint);
                    return Err(Refused::TimedOut);
                }
                self.send_slowly(state, offer, until, site)
            }
        }
    }

    /// Sends by waiting, after a look under the lock, which is still held, has found no room.
    #[cold]
    #[inline(never)]
    fn send_slowly(
        &self,
        mut state: Held<'_, T>,
        offer: &mut Option<T>,
        until: Until,
        site: Site,
    ) -> Result<(), Refused> {
        if !self.owner.admits() {
            drop(state);
            Owner::refuse("send to a channel");
        }
        if first_lets_others_in() {
            drop(state);
            checkpoint();
            return self.send(offer, until, site);
        }
        let site = self.owner.mark(site);
        let offer = NonNull::from(offer);
        let slot = SendSlot::eager(offer);
        let waiter = until.waiter();
        let entry = Entry::sole(&waiter, NonNull::from(&slot).cast());
        let this = NonNull::from(&entry);
        let seat = &state.beside().sender;
        if sits::<T>(until, &waiter, seat) && state.has_no_senders() {
            // SAFETY: the seat is free, the entry is new, and this function keeps it until the wait is over. The offer is there.
            unsafe {
                if let Some(value) = { offer }.as_mut().take() {
                    seat.put(value);
                }
                seat.sit(this);
            }
            drop(state);
            if self.sit_out(seat, |state| {
                waiter.commit();
                // SAFETY: the entry is in no queue, and stays until the wait is over. The value goes back to its offer.
                unsafe {
                    *{ offer }.as_mut() = Some(seat.take());
                    state.senders.insert(this, true);
                }
            }) {
                seat.vacate();
                return Ok(());
            }
            return self.wait_as_sender(offer, &waiter, this, until, site);
        }
        // SAFETY: the entry is new, and this function keeps it until the wait is over.
        unsafe { state.enter_sender(this, false) };
        if state.recv_watchers.is_empty() {
            drop(state);
        } else {
            tell(state, State::notify_recv_watchers);
        }
        self.wait_as_sender(offer, &waiter, this, until, site)
    }

    /// Waits for the end of a sender's wait whose entry is in the queue.
    fn wait_as_sender(
        &self,
        offer: NonNull<Option<T>>,
        waiter: &Waiter,
        this: NonNull<Entry>,
        until: Until,
        site: Site,
    ) -> Result<(), Refused> {
        let mut deadline = until.deadline();
        loop {
            match waiter.wait(deadline, site) {
                // SAFETY: the wait is over, so the offer is this function's again.
                Ended::Done(_) if unsafe { offer.as_ref() }.is_none() => return Ok(()),
                // It was not taken.
                Ended::Done(_) => return Err(Refused::Disconnected),
                Ended::Relook(_) => {}
                Ended::Deadline => {
                    // SAFETY: the entry is this function's, and in this queue if in any.
                    if unsafe { self.lock().senders.remove(this) } {
                        return Err(Refused::TimedOut);
                    }
                    // A peer has taken it and is about to end the wait.
                    deadline = None;
                }
            }
        }
    }
}

/// Whether an operation that has found nothing may take the seat for its wait.
#[inline]
fn sits<T>(until: Until, waiter: &Waiter, seat: &Seat) -> bool {
    fits::<T>() && matches!(until, Until::Never) && waiter.looks_in_place() && seat.is_free()
}

/// Tells watchers, which few channels have, releases the lock and frees what the buffer has left over.
#[cold]
fn tell<T>(mut state: Held<'_, T>, notify: impl FnOnce(&mut State<T>, &mut Wakes)) {
    let mut wakes = Wakes::default();
    notify(&mut state, &mut wakes);
    let excess = state.buffer.excess();
    drop(state);
    wakes.now();
    drop(excess);
}

#[inline]
fn wake_one(wake: Option<Wake>) {
    if let Some(wake) = wake {
        wake.now();
    }
}

/// What became of entering a receiver.
enum Entered<T> {
    /// It stands in the queue.
    Waiting,
    /// A lazy sender has it.
    Held,
    Ended(Result<T, Refused>),
}

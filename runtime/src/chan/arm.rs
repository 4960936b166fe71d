//! The arms of a `select` over a receiver of any kind.

use super::clock::{Clock, Place};
use super::exchange::Receiving;
use crate::task::current;
use crate::wait::arm::{Attempt, Enrolled, SelectArm, WaiterRef};
use crate::wait::owner::Owner;
use crossbeam_channel::RecvError;
use std::cell::Cell;
use std::time::Instant;

/// The arm of a `select` that receives.
#[doc(hidden)]
pub struct ReceiverArm<'a, T>(Kind<'a, T>);

enum Kind<'a, T> {
    Exchange(Receiving<'a, T>),
    Clock(ClockArm<'a, T>),
    Never,
}

impl<'a, T> ReceiverArm<'a, T> {
    pub(super) fn of_exchange(arm: Receiving<'a, T>) -> Self {
        ReceiverArm(Kind::Exchange(arm))
    }

    pub(super) fn of_clock(clock: &'a dyn Clock<T>) -> Self {
        ReceiverArm(Kind::Clock(ClockArm { clock, place: Place::new(), taken: Cell::new(None) }))
    }

    pub(super) fn of_nothing() -> Self {
        ReceiverArm(Kind::Never)
    }

    /// The arm that is not ready when the channel has ended. Of the other kinds, a clock and nothing, none ends.
    pub(crate) fn only_values(self) -> Self {
        match self.0 {
            Kind::Exchange(arm) => ReceiverArm(Kind::Exchange(arm.only_values())),
            other => ReceiverArm(other),
        }
    }

    /// What the chosen arm has received.
    pub(crate) fn received(self) -> Result<T, RecvError> {
        match self.0 {
            Kind::Exchange(arm) => arm.received().map_err(|_| RecvError),
            Kind::Clock(arm) => arm.taken.into_inner().ok_or(RecvError),
            Kind::Never => Err(RecvError),
        }
    }
}

impl<T> SelectArm for ReceiverArm<'_, T> {
    fn attempt(&self) -> Attempt {
        match &self.0 {
            Kind::Exchange(arm) => arm.attempt(),
            Kind::Clock(arm) => match arm.clock.take(current::now()) {
                Ok(value) => {
                    arm.taken.set(Some(value));
                    Attempt::Chosen
                }
                Err(_) => Attempt::NotReady,
            },
            Kind::Never => Attempt::NotReady,
        }
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled {
        match &self.0 {
            Kind::Exchange(arm) => arm.enroll(waiter, index, first),
            // SAFETY: `SelectArm`'s rule: an arm does not move between `enroll` and `withdraw`.
            Kind::Clock(arm) => unsafe {
                enroll_at_clock(arm.clock, &arm.place, waiter, index, first, || self.attempt())
            },
            Kind::Never => Enrolled::Waiting,
        }
    }

    fn withdraw(&self) {
        match &self.0 {
            Kind::Exchange(arm) => arm.withdraw(),
            // SAFETY: the place is entered at this clock only.
            Kind::Clock(arm) => unsafe { arm.place.leave(arm.clock) },
            Kind::Never => {}
        }
    }

    fn accept(&self) -> bool {
        match &self.0 {
            Kind::Exchange(arm) => arm.accept(),
            // Its time has been changed: it must be looked at again.
            Kind::Clock(_) | Kind::Never => false,
        }
    }

    fn ready_at(&self) -> Option<Instant> {
        match &self.0 {
            Kind::Clock(arm) => arm.place.see(arm.clock),
            Kind::Exchange(_) | Kind::Never => None,
        }
    }

    fn is_nil(&self) -> bool {
        matches!(self.0, Kind::Never)
    }

    fn owner(&self) -> Option<Owner> {
        match &self.0 {
            Kind::Exchange(arm) => arm.owner(),
            Kind::Clock(arm) => Some(arm.clock.owner()),
            Kind::Never => None,
        }
    }
}

/// A clock wakes nobody when its message is due: the wait's deadline stands for it.
///
/// # Safety
///
/// As for [`Place::enter`].
unsafe fn enroll_at_clock<T>(
    clock: &dyn Clock<T>,
    place: &Place,
    waiter: &WaiterRef<'_>,
    index: u32,
    first: bool,
    attempt: impl FnOnce() -> Attempt,
) -> Enrolled {
    // SAFETY: the caller's promise.
    if let Some(enrolled) = unsafe { place.enter(clock, waiter.0, index, first) } {
        return enrolled;
    }
    if !waiter.0.word().abandon() {
        return Enrolled::Lost;
    }
    match attempt() {
        Attempt::Chosen => Enrolled::Chosen,
        Attempt::NotReady => Enrolled::Again,
    }
}

/// The arm of a `select` over a clock.
struct ClockArm<'a, T> {
    clock: &'a dyn Clock<T>,
    place: Place,
    taken: Cell<Option<T>>,
}

/// An arm that becomes ready when a clock's message is due, and leaves it there.
pub(super) struct ClockWatch<'a, T> {
    clock: &'a dyn Clock<T>,
    place: Place,
}

impl<'a, T> ClockWatch<'a, T> {
    pub(super) fn new(clock: &'a dyn Clock<T>) -> Self {
        ClockWatch { clock, place: Place::new() }
    }
}

impl<T> SelectArm for ClockWatch<'_, T> {
    fn attempt(&self) -> Attempt {
        match self.clock.due() {
            Some(due) if due <= current::now() => Attempt::Chosen,
            _ => Attempt::NotReady,
        }
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled {
        // SAFETY: `SelectArm`'s rule: an arm does not move between `enroll` and `withdraw`.
        unsafe { enroll_at_clock(self.clock, &self.place, waiter, index, first, || self.attempt()) }
    }

    fn withdraw(&self) {
        // SAFETY: the place is entered at this clock only.
        unsafe { self.place.leave(self.clock) };
    }

    fn accept(&self) -> bool {
        false
    }

    fn ready_at(&self) -> Option<Instant> {
        self.place.see(self.clock)
    }
}

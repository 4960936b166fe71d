//! The arms of a `select` over a receiver of any kind.

#![forbid(unsafe_code)]

use super::clock::Clock;
use super::exchange::Receiving;
use crate::wait::arm::{Attempt, Enrolled, SelectArm, WaiterRef};
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
        ReceiverArm(Kind::Clock(ClockArm { clock, taken: Cell::new(None) }))
    }

    pub(super) fn of_nothing() -> Self {
        ReceiverArm(Kind::Never)
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
            Kind::Clock(arm) => match arm.clock.take(Instant::now()) {
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
            Kind::Clock(arm) => enroll_at_clock(arm.clock, waiter, || self.attempt()),
            Kind::Never => Enrolled::Waiting,
        }
    }

    fn withdraw(&self) {
        if let Kind::Exchange(arm) = &self.0 {
            arm.withdraw();
        }
    }

    fn accept(&self) -> bool {
        match &self.0 {
            Kind::Exchange(arm) => arm.accept(),
            Kind::Clock(_) | Kind::Never => false,
        }
    }

    fn ready_at(&self) -> Option<Instant> {
        match &self.0 {
            Kind::Clock(arm) => arm.clock.due(),
            Kind::Exchange(_) | Kind::Never => None,
        }
    }

    fn is_nil(&self) -> bool {
        matches!(self.0, Kind::Never)
    }
}

/// A clock has no queue: if its message is not due, the wait's deadline stands for it.
fn enroll_at_clock<T>(clock: &dyn Clock<T>, waiter: &WaiterRef<'_>, attempt: impl FnOnce() -> Attempt) -> Enrolled {
    if clock.due().is_none_or(|due| due > Instant::now()) {
        return Enrolled::Waiting;
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
    taken: Cell<Option<T>>,
}

/// An arm that becomes ready when a clock's message is due, and leaves it there.
pub(super) struct ClockWatch<'a, T> {
    clock: &'a dyn Clock<T>,
}

impl<'a, T> ClockWatch<'a, T> {
    pub(super) fn new(clock: &'a dyn Clock<T>) -> Self {
        ClockWatch { clock }
    }
}

impl<T> SelectArm for ClockWatch<'_, T> {
    fn attempt(&self) -> Attempt {
        match self.clock.due() {
            Some(due) if due <= Instant::now() => Attempt::Chosen,
            _ => Attempt::NotReady,
        }
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, _index: u32, _first: bool) -> Enrolled {
        enroll_at_clock(self.clock, waiter, || self.attempt())
    }

    fn withdraw(&self) {}

    fn accept(&self) -> bool {
        false
    }

    fn ready_at(&self) -> Option<Instant> {
        self.clock.due()
    }
}

//! What `select!` expands to: it makes an arm of each operand, has one chosen, and carries it out.

#![forbid(unsafe_code)]

use super::operand::{OnlyValues, Receive, ReceiveArm, SenderArm, Sends, Transmit, TransmitArm, ValueArm};
use super::run::{Patience, run};
use crate::chan::arm::ReceiverArm;
use crate::task::current;
use crate::task::reason::Reason;
use crate::wait::arm::SelectArm;
use crate::wait::checkpoint::checkpoint;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use crossbeam_channel::SendError;
use std::panic::Location;
use std::time::Duration;

/// The arm of an operand of `<-`.
#[doc(hidden)]
#[track_caller]
pub fn receive_arm<S: Receive + ?Sized>(source: &S) -> S::Arm<'_> {
    source.receive_arm()
}

/// The arm of an operand of `<- value`.
#[doc(hidden)]
pub fn transmit_arm<S: Transmit + ?Sized>(sink: &S) -> S::Arm<'_> {
    sink.transmit_arm()
}

/// The arm of an operand that could not be read, so that nothing else is reported of it.
#[doc(hidden)]
pub fn no_receive_arm<C: ?Sized, T>(_source: &C) -> Option<ReceiverArm<'static, T>> {
    None
}

/// As [`no_receive_arm`], for an operand of `<- value`.
#[doc(hidden)]
pub fn no_transmit_arm<C: ?Sized, T>(_sink: &C) -> Option<SenderArm<'static, T>> {
    None
}

/// As [`receive_arm`], for an arm with a condition: `None` where it is false.
#[doc(hidden)]
#[track_caller]
pub fn receive_arm_if<'a, S: Receive + ?Sized>(source: &'a Option<&S>) -> Option<S::Arm<'a>> {
    source.receive_arm()
}

/// As [`transmit_arm`], for an arm with a condition: `None` where it is false.
#[doc(hidden)]
pub fn transmit_arm_if<'a, S: Transmit + ?Sized>(sink: &'a Option<&S>) -> Option<S::Arm<'a>> {
    sink.transmit_arm()
}

/// What the chosen arm has received.
#[doc(hidden)]
pub fn received<A: ReceiveArm>(arm: A) -> A::Output {
    arm.received()
}

/// The arm `Some(v) = <-source`, of an arm that receives.
#[doc(hidden)]
pub fn only_values<A: ValueArm>(arm: A) -> A::OnlyValues {
    arm.only_values()
}

/// What the chosen arm `Some(v) = <-source` has received.
#[doc(hidden)]
pub fn value<A: OnlyValues>(arm: A) -> A::Value {
    arm.value()
}

/// What is left of a chosen arm when the channel expression's temporaries are gone.
#[doc(hidden)]
pub fn kept<A: TransmitArm>(arm: A) -> A::Kept {
    arm.kept()
}

/// Sends the value of the chosen arm.
#[doc(hidden)]
pub fn sent<S: Sends>(chosen: S, value: S::Item) -> Result<(), SendError<S::Item>> {
    chosen.sent(value)
}

/// Sends the value of the chosen arm `tx <- value`, which has no binding for the error.
#[doc(hidden)]
#[track_caller]
pub fn sent_or_panic<S: Sends>(chosen: S, value: S::Item) {
    if chosen.sent(value).is_err() {
        panic!("send on closed channel");
    }
}

/// `select!` without a default.
#[doc(hidden)]
#[track_caller]
pub fn select(arms: &[&mut dyn SelectArm], biased: bool) -> usize {
    // Before anything is chosen: a peer is not held over it.
    checkpoint();
    let location = Location::caller();
    loop {
        if let Some(index) = run(arms, biased, Patience::Endless, location) {
            return index;
        }
    }
}

/// `select!` with `default`.
#[doc(hidden)]
#[track_caller]
pub fn try_select(arms: &[&mut dyn SelectArm], biased: bool) -> Option<usize> {
    run(arms, biased, Patience::None, Location::caller())
}

/// `select!` with `default(timeout)`.
#[doc(hidden)]
#[track_caller]
pub fn select_timeout(arms: &[&mut dyn SelectArm], biased: bool, timeout: Duration) -> Option<usize> {
    let patience = current::now().checked_add(timeout).map_or(Patience::Endless, Patience::Until);
    run(arms, biased, patience, Location::caller())
}

/// `select! {}`.
#[doc(hidden)]
#[track_caller]
pub fn block_forever() -> ! {
    loop {
        sleep_until(None, Site { reason: Reason::SelectNoCases, location: Location::caller() });
    }
}

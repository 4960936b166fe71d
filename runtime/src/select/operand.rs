//! What may stand on the right of `<-`, and on the left of `<- value`.

#![forbid(unsafe_code)]

use super::run::{Patience, run};
use crate::chan::arm::ReceiverArm;
use crate::chan::exchange::Sending;
use crate::chan::{Receiver, Sender};
use crate::task::reason::Reason;
use crate::wait::arm::{Attempt, Enrolled, SelectArm, WaiterRef};
use crate::wait::checkpoint::checkpoint;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use crossbeam_channel::{RecvError, SendError};
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An arm that receives.
#[doc(hidden)]
pub trait ReceiveArm: SelectArm {
    /// What the arm's pattern is matched with.
    type Output;

    /// What the chosen arm has received.
    fn received(self) -> Self::Output;
}

/// An arm that sends.
#[doc(hidden)]
pub trait TransmitArm: SelectArm {
    /// What is sent.
    type Item;

    /// Sends the value of the chosen arm.
    fn sent(self, value: Self::Item) -> Result<(), SendError<Self::Item>>;
}

/// What a `select!` can receive from: the operand of `<-`. Sealed: this crate's types implement it. rustc does not
/// recommend the implementations: the note names what a user has in mind, and the list would be long.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be received from in `select!`",
    label = "not a receiver",
    note = "`select!` receives from a `Receiver`, a `Context`, a `Timer`, a `Ticker`, a `JoinHandle`, or a reference or an \
            `Option` of a reference to one"
)]
#[doc(hidden)]
pub trait Receive {
    /// What the arm's pattern is matched with.
    type Output;
    /// The arm.
    type Arm<'a>: ReceiveArm<Output = Self::Output>
    where
        Self: 'a;

    /// Makes the arm.
    #[track_caller]
    fn receive_arm(&self) -> Self::Arm<'_>;
}

/// What a `select!` can send to. Sealed: this crate's types implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to in `select!`",
    label = "not a sender",
    note = "`select!` sends to a `Sender`, or a reference or an `Option` of a reference to one"
)]
#[doc(hidden)]
pub trait Transmit {
    /// What is sent.
    type Item;
    /// The arm.
    type Arm<'a>: TransmitArm<Item = Self::Item>
    where
        Self: 'a;

    /// Makes the arm.
    fn transmit_arm(&self) -> Self::Arm<'_>;
}

#[diagnostic::do_not_recommend]
impl<T> Receive for Receiver<T> {
    type Output = Result<T, RecvError>;
    type Arm<'a>
        = ReceiverArm<'a, T>
    where
        Self: 'a;

    #[track_caller]
    fn receive_arm(&self) -> ReceiverArm<'_, T> {
        self.receiving(Location::caller())
    }
}

impl<T> ReceiveArm for ReceiverArm<'_, T> {
    type Output = Result<T, RecvError>;

    fn received(self) -> Self::Output {
        ReceiverArm::received(self)
    }
}

/// The arm over a sender.
#[doc(hidden)]
pub struct SenderArm<'a, T>(Sending<'a, T>);

#[diagnostic::do_not_recommend]
impl<T> Transmit for Sender<T> {
    type Item = T;
    type Arm<'a>
        = SenderArm<'a, T>
    where
        Self: 'a;

    fn transmit_arm(&self) -> SenderArm<'_, T> {
        SenderArm(self.sending())
    }
}

impl<T> TransmitArm for SenderArm<'_, T> {
    type Item = T;

    fn sent(self, value: T) -> Result<(), SendError<T>> {
        self.0.send(value).map_err(SendError)
    }
}

impl<T> SelectArm for SenderArm<'_, T> {
    fn attempt(&self) -> Attempt {
        self.0.attempt()
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled {
        self.0.enroll(waiter, index, first)
    }

    fn withdraw(&self) {
        self.0.withdraw();
    }

    fn accept(&self) -> bool {
        self.0.accept()
    }
}

/// Implements the operand traits for a smart pointer.
macro_rules! through_pointer {
    ($($pointer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<S: Receive + ?Sized> Receive for $pointer {
            type Output = S::Output;
            type Arm<'a> = S::Arm<'a> where Self: 'a;

            #[track_caller]
            fn receive_arm(&self) -> S::Arm<'_> {
                (**self).receive_arm()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<S: Transmit + ?Sized> Transmit for $pointer {
            type Item = S::Item;
            type Arm<'a> = S::Arm<'a> where Self: 'a;

            fn transmit_arm(&self) -> S::Arm<'_> {
                (**self).transmit_arm()
            }
        }
    )*};
}

through_pointer!(&S, &mut S, Box<S>, Arc<S>, Rc<S>);

/// `None` is Go's nil channel: never ready.
#[diagnostic::do_not_recommend]
impl<S: Receive + ?Sized> Receive for Option<&S> {
    type Output = S::Output;
    type Arm<'a>
        = Option<S::Arm<'a>>
    where
        Self: 'a;

    #[track_caller]
    fn receive_arm(&self) -> Option<S::Arm<'_>> {
        // Not `map`: a closure would not hand the caller's location on.
        let source = (*self)?;
        Some(source.receive_arm())
    }
}

/// `None` is Go's nil channel: never ready.
#[diagnostic::do_not_recommend]
impl<S: Transmit + ?Sized> Transmit for Option<&S> {
    type Item = S::Item;
    type Arm<'a>
        = Option<S::Arm<'a>>
    where
        Self: 'a;

    fn transmit_arm(&self) -> Option<S::Arm<'_>> {
        self.as_ref().map(|sink| sink.transmit_arm())
    }
}

impl<A: SelectArm> SelectArm for Option<A> {
    fn attempt(&self) -> Attempt {
        self.as_ref().map_or(Attempt::NotReady, A::attempt)
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled {
        self.as_ref().map_or(Enrolled::Waiting, |arm| arm.enroll(waiter, index, first))
    }

    fn withdraw(&self) {
        if let Some(arm) = self {
            arm.withdraw();
        }
    }

    fn accept(&self) -> bool {
        self.as_ref().is_some_and(A::accept)
    }

    fn ready_at(&self) -> Option<Instant> {
        self.as_ref().and_then(A::ready_at)
    }

    fn is_nil(&self) -> bool {
        self.as_ref().is_none_or(A::is_nil)
    }
}

impl<A: ReceiveArm> ReceiveArm for Option<A> {
    type Output = A::Output;

    fn received(self) -> A::Output {
        match self {
            Some(arm) => arm.received(),
            None => unreachable!("a nil channel is never chosen"),
        }
    }
}

impl<A: TransmitArm> TransmitArm for Option<A> {
    type Item = A::Item;

    fn sent(self, value: A::Item) -> Result<(), SendError<A::Item>> {
        match self {
            Some(arm) => arm.sent(value),
            None => unreachable!("a nil channel is never chosen"),
        }
    }
}

/// The operand of `recv(…)`: by method call, which finds what anything dereferences to. A trait of its own, because of
/// a method that all types have but for a bound, rustc says the bound's text.
#[doc(hidden)]
pub trait LeadsToReceive: Receive {
    /// Makes the arm.
    #[track_caller]
    fn received_from(&self) -> Self::Arm<'_> {
        self.receive_arm()
    }
}

impl<S: Receive + ?Sized> LeadsToReceive for S {}

/// The operand of `send(…)`, as [`LeadsToReceive`].
#[doc(hidden)]
pub trait LeadsToTransmit: Transmit {
    /// Makes the arm.
    fn sent_to(&self) -> Self::Arm<'_> {
        self.transmit_arm()
    }
}

impl<S: Transmit + ?Sized> LeadsToTransmit for S {}

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

/// Sends the value of the chosen arm.
#[doc(hidden)]
pub fn sent<A: TransmitArm>(arm: A, value: A::Item) -> Result<(), SendError<A::Item>> {
    arm.sent(value)
}

/// Sends the value of the chosen arm `tx <- value`, which has no binding for the error.
#[doc(hidden)]
#[track_caller]
pub fn sent_or_panic<A: TransmitArm>(arm: A, value: A::Item) {
    if arm.sent(value).is_err() {
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
    let patience = Instant::now().checked_add(timeout).map_or(Patience::Endless, Patience::Until);
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

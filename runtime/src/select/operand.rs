//! What may stand on the right of `<-`, and on the left of `<- value`.

#![forbid(unsafe_code)]

use crate::base::counted::Counted;
use crate::chan::arm::ReceiverArm;
use crate::chan::exchange::{Granted, Sending};
use crate::chan::shared::Shared;
use crate::chan::{Receiver, Sender};
use crate::wait::arm::{Attempt, Enrolled, SelectArm, WaiterRef};
use crate::wait::owner::Owner;
use crossbeam_channel::{RecvError, SendError};
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

/// An arm that receives.
#[doc(hidden)]
pub trait ReceiveArm: SelectArm {
    /// What the arm's pattern is matched with.
    type Output;

    /// What the chosen arm has received.
    fn received(self) -> Self::Output;
}

/// An arm that can do without the end of what it receives from: the arm `Some(v) = <-rx`.
#[diagnostic::on_unimplemented(
    message = "`Some(…)` in an arm stands for a channel's value, and this is no channel",
    label = "has no end",
    note = "write a pattern for what it gives instead, such as `Ok(v) = <-handle` with an `else` block"
)]
#[doc(hidden)]
pub trait ValueArm {
    /// The arm that is not ready when the channel has ended.
    type OnlyValues: OnlyValues;

    /// Makes it of this one.
    fn only_values(self) -> Self::OnlyValues;
}

/// An arm that takes only values. A trait apart from [`ValueArm`]: for want of that nothing else is missed.
#[doc(hidden)]
pub trait OnlyValues: SelectArm {
    /// What the channel carries.
    type Value;

    /// What the chosen arm has received.
    fn value(self) -> Self::Value;
}

/// What has been chosen to send.
#[doc(hidden)]
pub trait Sends {
    /// What is sent.
    type Item;

    /// Sends the value.
    fn sent(self, value: Self::Item) -> Result<(), SendError<Self::Item>>;
}

/// An arm that sends.
#[doc(hidden)]
pub trait TransmitArm: SelectArm + Sends {
    /// What is left of the chosen arm when the channel's handle is not borrowed any more.
    type Kept: Sends<Item = Self::Item>;

    /// Lets go of the channel's handle. The value is still to be sent.
    fn kept(self) -> Self::Kept;
}

/// What a `select!` can receive from: the operand of `<-`. Sealed: this crate's types implement it. rustc does not
/// recommend the implementations: the note names what a user has in mind, and the list would be long.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be received from in `select!`",
    label = "not a receiver",
    note = "`select!` receives from a `Receiver`, a `Context`, a `Timer`, a `Ticker`, a `JoinHandle`, or a reference or an \
            `Option` of one; from a list of them with `<-each list`"
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
    note = "`select!` sends to a `Sender`, or a reference or an `Option` of one; to a list of them with \
            `each list <- value`"
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

#[diagnostic::do_not_recommend]
impl<T> ValueArm for ReceiverArm<'_, T> {
    type OnlyValues = Self;

    fn only_values(self) -> Self {
        ReceiverArm::only_values(self)
    }
}

impl<T> OnlyValues for ReceiverArm<'_, T> {
    type Value = T;

    fn value(self) -> T {
        match self.received() {
            Ok(value) => value,
            Err(_) => unreachable!("an arm that takes only values is not chosen without one"),
        }
    }
}

/// The arm over a sender.
#[doc(hidden)]
pub struct SenderArm<'a, T> {
    sender: &'a Sender<T>,
    sending: Sending<'a, T>,
}

#[diagnostic::do_not_recommend]
impl<T> Transmit for Sender<T> {
    type Item = T;
    type Arm<'a>
        = SenderArm<'a, T>
    where
        Self: 'a;

    fn transmit_arm(&self) -> SenderArm<'_, T> {
        SenderArm { sender: self, sending: self.sending() }
    }
}

impl<T> Sends for SenderArm<'_, T> {
    type Item = T;

    fn sent(self, value: T) -> Result<(), SendError<T>> {
        self.sending.send(value).map_err(SendError)
    }
}

impl<T> TransmitArm for SenderArm<'_, T> {
    type Kept = KeptSender<T>;

    fn kept(self) -> KeptSender<T> {
        KeptSender(self.sender.granted(self.sending))
    }
}

/// A chosen arm over a sender, without the sender.
#[doc(hidden)]
pub struct KeptSender<T>(Granted<T, Counted<Shared<T>>>);

impl<T> Sends for KeptSender<T> {
    type Item = T;

    fn sent(self, value: T) -> Result<(), SendError<T>> {
        self.0.send(value).map_err(SendError)
    }
}

impl<T> SelectArm for SenderArm<'_, T> {
    fn owner(&self) -> Option<Owner> {
        self.sending.owner()
    }

    fn attempt(&self) -> Attempt {
        self.sending.attempt()
    }

    fn enroll(&self, waiter: &WaiterRef<'_>, index: u32, first: bool) -> Enrolled {
        self.sending.enroll(waiter, index, first)
    }

    fn withdraw(&self) {
        self.sending.withdraw();
    }

    fn accept(&self) -> bool {
        self.sending.accept()
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
impl<S: Receive> Receive for Option<S> {
    type Output = S::Output;
    type Arm<'a>
        = Option<S::Arm<'a>>
    where
        Self: 'a;

    #[track_caller]
    fn receive_arm(&self) -> Option<S::Arm<'_>> {
        // Not `map`: a closure would not hand the caller's location on.
        let source = self.as_ref()?;
        Some(source.receive_arm())
    }
}

/// `None` is Go's nil channel: never ready.
#[diagnostic::do_not_recommend]
impl<S: Transmit> Transmit for Option<S> {
    type Item = S::Item;
    type Arm<'a>
        = Option<S::Arm<'a>>
    where
        Self: 'a;

    fn transmit_arm(&self) -> Option<S::Arm<'_>> {
        self.as_ref().map(S::transmit_arm)
    }
}

impl<A: SelectArm> SelectArm for Option<A> {
    fn owner(&self) -> Option<Owner> {
        self.as_ref().and_then(SelectArm::owner)
    }

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

#[diagnostic::do_not_recommend]
impl<A: ValueArm> ValueArm for Option<A> {
    type OnlyValues = Option<A::OnlyValues>;

    fn only_values(self) -> Option<A::OnlyValues> {
        self.map(A::only_values)
    }
}

impl<A: OnlyValues> OnlyValues for Option<A> {
    type Value = A::Value;

    fn value(self) -> A::Value {
        match self {
            Some(arm) => arm.value(),
            None => unreachable!("a nil channel is never chosen"),
        }
    }
}

impl<S: Sends> Sends for Option<S> {
    type Item = S::Item;

    fn sent(self, value: S::Item) -> Result<(), SendError<S::Item>> {
        match self {
            Some(sends) => sends.sent(value),
            None => unreachable!("a nil channel is never chosen"),
        }
    }
}

impl<A: TransmitArm> TransmitArm for Option<A> {
    type Kept = Option<A::Kept>;

    fn kept(self) -> Option<A::Kept> {
        self.map(A::kept)
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

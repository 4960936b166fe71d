//! Arms over a number of channels that is known at run time: `(i, v) = <-each rxs`, `i = each txs <- v`, and
//! [`select_slice`].
//!
//! Each channel of the list is an arm of its own for the algorithm, so that of several that are ready one is chosen as
//! fairly as among arms that are written out. A `select!` without such an arm does not come here: its arms stay where they
//! are, and nothing is allocated.

#![forbid(unsafe_code)]

use super::expanded;
use super::operand::{Receive, ReceiveArm, Transmit, ValueArm};
use super::run::{Patience, run};
use crate::wait::arm::SelectArm;
use crossbeam_channel::RecvError;
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// What may stand behind `each`. Sealed: this crate's implementations lead to a slice.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of channels",
    label = "expected a slice, an array or a `Vec`",
    note = "`each` takes a slice, an array or a `Vec` of channels, or a reference to one"
)]
#[doc(hidden)]
pub trait Several {
    /// A channel of the list.
    type Item;

    /// The channels.
    fn channels(&self) -> &[Self::Item];
}

#[diagnostic::do_not_recommend]
impl<C> Several for [C] {
    type Item = C;

    fn channels(&self) -> &[C] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<C, const N: usize> Several for [C; N] {
    type Item = C;

    fn channels(&self) -> &[C] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<C> Several for Vec<C> {
    type Item = C;

    fn channels(&self) -> &[C] {
        self
    }
}

/// Implements [`Several`] for a smart pointer.
macro_rules! through_pointer {
    ($($pointer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<L: Several + ?Sized> Several for $pointer {
            type Item = L::Item;

            fn channels(&self) -> &[L::Item] {
                (**self).channels()
            }
        }
    )*};
}

through_pointer!(&L, &mut L, Box<L>, Arc<L>, Rc<L>);

/// The arms of a list, one a channel.
#[doc(hidden)]
pub struct EachArm<A>(Vec<A>);

/// One arm of a `select!`, or the arms of a list.
#[doc(hidden)]
pub trait Arms {
    /// Adds the arms, in order, to all those of the `select!`.
    fn lend<'a>(&'a mut self, list: &mut Vec<&'a mut dyn SelectArm>);
}

impl<A: SelectArm> Arms for A {
    fn lend<'a>(&'a mut self, list: &mut Vec<&'a mut dyn SelectArm>) {
        list.push(self);
    }
}

impl<A: SelectArm> Arms for EachArm<A> {
    fn lend<'a>(&'a mut self, list: &mut Vec<&'a mut dyn SelectArm>) {
        list.extend(self.0.iter_mut().map(|arm| arm as &mut dyn SelectArm));
    }
}

/// The arms of `<-each list`.
#[doc(hidden)]
#[track_caller]
pub fn receive_each<L: Several + ?Sized>(list: &L) -> EachArm<<L::Item as Receive>::Arm<'_>>
where
    L::Item: Receive,
{
    let mut arms = Vec::with_capacity(list.channels().len());
    // Not `map`: a closure would not hand the caller's location on.
    for channel in list.channels() {
        arms.push(channel.receive_arm());
    }
    EachArm(arms)
}

/// The arms of `each list <- value`.
#[doc(hidden)]
pub fn transmit_each<L: Several + ?Sized>(list: &L) -> EachArm<<L::Item as Transmit>::Arm<'_>>
where
    L::Item: Transmit,
{
    EachArm(list.channels().iter().map(Transmit::transmit_arm).collect())
}

/// As [`receive_each`], for an arm with a condition: no channels where it is false.
#[doc(hidden)]
#[track_caller]
pub fn receive_each_if<'a, L: Several + ?Sized>(list: &Option<&'a L>) -> EachArm<<L::Item as Receive>::Arm<'a>>
where
    L::Item: Receive,
{
    match *list {
        Some(list) => receive_each(list),
        None => EachArm(Vec::new()),
    }
}

/// As [`transmit_each`], for an arm with a condition: no channels where it is false.
#[doc(hidden)]
pub fn transmit_each_if<'a, L: Several + ?Sized>(list: &Option<&'a L>) -> EachArm<<L::Item as Transmit>::Arm<'a>>
where
    L::Item: Transmit,
{
    match *list {
        Some(list) => transmit_each(list),
        None => EachArm(Vec::new()),
    }
}

/// The arms of a list that could not be read, so that nothing else is reported of it.
#[doc(hidden)]
pub fn no_receive_each<L: ?Sized, A>(_list: &L) -> EachArm<Option<A>>
where
    Option<A>: ReceiveArm,
{
    EachArm(Vec::new())
}

/// The arms of `Some(v) = <-…`, of the arms of a list.
#[doc(hidden)]
pub fn only_values_of_each<A: ValueArm>(arms: EachArm<A>) -> EachArm<A::OnlyValues> {
    EachArm(arms.0.into_iter().map(A::only_values).collect())
}

/// The chosen arm of a list.
#[doc(hidden)]
pub fn pick<A>(arms: EachArm<A>, place: usize) -> A {
    let mut arms = arms.0;
    arms.swap_remove(place)
}

/// Which of the parts has the arm that was chosen among all, and its place in the part.
struct Ends(Vec<usize>);

impl Ends {
    fn find(&self, chosen: usize) -> (usize, usize) {
        let part = self.0.partition_point(|&end| end <= chosen);
        let begin = part.checked_sub(1).map_or(0, |before| self.0[before]);
        (part, chosen - begin)
    }
}

/// All arms, one after the other.
fn lend<'a>(parts: &'a mut [&mut dyn Arms]) -> (Vec<&'a mut dyn SelectArm>, Ends) {
    let mut list = Vec::new();
    let mut ends = Vec::with_capacity(parts.len());
    for part in parts {
        part.lend(&mut list);
        ends.push(list.len());
    }
    (list, Ends(ends))
}

/// `select!` without a default, with a list of channels among its arms.
#[doc(hidden)]
#[track_caller]
pub fn select_each(parts: &mut [&mut dyn Arms], biased: bool) -> (usize, usize) {
    let (arms, ends) = lend(parts);
    ends.find(expanded::select(&arms, biased))
}

/// As [`select_each`], with `default`.
#[doc(hidden)]
#[track_caller]
pub fn try_select_each(parts: &mut [&mut dyn Arms], biased: bool) -> Option<(usize, usize)> {
    let (arms, ends) = lend(parts);
    let chosen = expanded::try_select(&arms, biased)?;
    Some(ends.find(chosen))
}

/// As [`select_each`], with `default(timeout)`.
#[doc(hidden)]
#[track_caller]
pub fn select_timeout_each(parts: &mut [&mut dyn Arms], biased: bool, timeout: Duration) -> Option<(usize, usize)> {
    let (arms, ends) = lend(parts);
    let chosen = expanded::select_timeout(&arms, biased, timeout)?;
    Some(ends.find(chosen))
}

/// Receives from the first of the receivers that has a value or has ended, and tells which one it was. Of several that
/// are ready, one is chosen at random. Go's `reflect.Select`, for receiving.
///
/// It waits for ever if there are none, as `select! {}` does. For other arms beside the receivers' there is `select!` with
/// `(i, v) = <-each receivers => …`.
///
/// # Errors
///
/// When the receiver's channel is closed, or has no senders any more, and nothing is left in it. It stays so: take the
/// receiver out of the list.
///
/// ```
/// use goroutines::channel::select_slice;
/// use goroutines::{chan, go};
///
/// let (senders, mut receivers): (Vec<_>, Vec<_>) = (0..3).map(|_| chan(0)).unzip();
/// for (n, tx) in senders.into_iter().enumerate() {
///     go!(|| tx.send(10 * n).unwrap());
/// }
/// let mut sum = 0;
/// while !receivers.is_empty() {
///     match select_slice(&receivers) {
///         (_, Ok(n)) => sum += n,
///         (i, Err(_)) => drop(receivers.swap_remove(i)),
///     }
/// }
/// assert_eq!(sum, 30);
/// ```
#[doc(alias = "Select")]
#[track_caller]
pub fn select_slice<T, R>(receivers: &[R]) -> (usize, Result<T, RecvError>)
where
    R: Receive<Output = Result<T, RecvError>>,
{
    let mut arms = receive_each(receivers);
    let location = Location::caller();
    let mut list = Vec::new();
    arms.lend(&mut list);
    let chosen = loop {
        if let Some(chosen) = run(&list, false, Patience::Endless, location) {
            break chosen;
        }
    };
    drop(list);
    (chosen, pick(arms, chosen).received())
}

//! The dynamic form of `select`: operations that are added at run time.

use super::run::{Patience, run};
use crate::chan::arm::ReceiverArm;
use crate::chan::exchange::Sending;
use crate::chan::{Receiver, Sender};
use crate::task::current;
use crate::wait::arm::SelectArm;
use crossbeam_channel::{ReadyTimeoutError, RecvError, SelectTimeoutError, SendError, TryReadyError, TrySelectError};
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::time::{Duration, Instant};

/// A set of channel operations, of which one is carried out: `select!` for a number of channels that is
/// known at run time only.
///
/// An operation is chosen first, and must then be completed with the same handle:
///
/// ```
/// use goroutines::channel::Select;
///
/// let (tx1, rx1) = goroutines::chan(1);
/// let (_tx2, rx2) = goroutines::chan::<i32>(1);
/// tx1.send(10).unwrap();
///
/// let mut select = Select::new();
/// let first = select.recv(&rx1);
/// let second = select.recv(&rx2);
/// let operation = select.select();
/// match operation.index() {
///     i if i == first => assert_eq!(operation.recv(&rx1), Ok(10)),
///     i if i == second => unreachable!(),
///     _ => unreachable!(),
/// }
/// ```
#[derive(Clone)]
pub struct Select<'a> {
    /// The operations; `None` where one was removed.
    operations: Vec<Option<&'a dyn Operation>>,
    biased: bool,
}

// SAFETY: a selection that is carried out on another thread than its handles are on moves bits of a channel whose values must
// not change threads, and no more: it neither makes, shows nor drops such a value. Only `SelectedOperation::recv` gives one
// out, for which one needs the handle, which is not on that thread, and a `SelectedOperation` that is dropped leaks it.
unsafe impl Send for Select<'_> {}
// SAFETY: as above; all that is shared is a list of handles, and cloning it.
unsafe impl Sync for Select<'_> {}

/// A handle that an operation was added with, and which end of a channel it is.
trait Operation {
    fn arm(&self, location: &'static Location<'static>) -> Box<dyn SelectArm + '_>;
    fn watch(&self) -> Box<dyn SelectArm + '_>;
    fn side(&self) -> Side;
}

/// Which handle an operation belongs to. Two handles with the same side lead to the same channel, and so
/// their values have the same type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Sender(*const ()),
    Receiver(*const ()),
}

impl<T> Operation for Receiver<T> {
    fn arm(&self, location: &'static Location<'static>) -> Box<dyn SelectArm + '_> {
        Box::new(self.receiving(location))
    }

    fn watch(&self) -> Box<dyn SelectArm + '_> {
        self.watching()
    }

    fn side(&self) -> Side {
        Side::Receiver(self.address())
    }
}

impl<T> Operation for Sender<T> {
    fn arm(&self, _location: &'static Location<'static>) -> Box<dyn SelectArm + '_> {
        Box::new(self.sending())
    }

    fn watch(&self) -> Box<dyn SelectArm + '_> {
        Box::new(self.watching())
    }

    fn side(&self) -> Side {
        Side::Sender(self.address())
    }
}

impl<'a> Select<'a> {
    /// A set without operations, which chooses fairly among those that are ready.
    pub fn new() -> Select<'a> {
        Select { operations: Vec::new(), biased: false }
    }

    /// A set without operations, which chooses the first that is ready.
    ///
    /// ```
    /// use goroutines::channel::Select;
    ///
    /// let (tx, rx) = goroutines::chan(1);
    /// tx.send(1).unwrap();
    /// let mut select = Select::new_biased();
    /// select.recv(&rx);
    /// select.recv(&rx);
    /// assert_eq!(select.ready(), 0);
    /// ```
    pub fn new_biased() -> Select<'a> {
        Select { operations: Vec::new(), biased: true }
    }

    /// Adds the sending of a value and returns the operation's index.
    pub fn send<T>(&mut self, sender: &'a Sender<T>) -> usize {
        self.add(sender)
    }

    /// Adds the receiving of a value and returns the operation's index.
    pub fn recv<T>(&mut self, receiver: &'a Receiver<T>) -> usize {
        self.add(receiver)
    }

    fn add(&mut self, operation: &'a dyn Operation) -> usize {
        self.operations.push(Some(operation));
        self.operations.len() - 1
    }

    /// Removes an operation; the others keep their indices.
    ///
    /// # Panics
    ///
    /// If there is no operation of that index, or it was removed before.
    ///
    /// ```
    /// use goroutines::channel::Select;
    ///
    /// let (_tx, rx) = goroutines::chan::<i32>(0);
    /// let mut select = Select::new();
    /// let first = select.recv(&rx);
    /// select.remove(first);
    /// assert!(select.try_ready().is_err());
    /// ```
    #[track_caller]
    pub fn remove(&mut self, index: usize) {
        assert!(index < self.operations.len(), "index out of bounds: no operation of index {index} was added");
        assert!(self.operations[index].take().is_some(), "the operation of index {index} has been removed already");
    }

    /// Chooses an operation that is ready now.
    ///
    /// # Errors
    ///
    /// If none is.
    #[track_caller]
    pub fn try_select(&mut self) -> Result<SelectedOperation<'a>, TrySelectError> {
        self.choose(Patience::None, Location::caller()).ok_or(TrySelectError)
    }

    /// Waits until an operation is ready and chooses it.
    ///
    /// # Panics
    ///
    /// If no operation has been added: the wait could not end.
    #[track_caller]
    pub fn select(&mut self) -> SelectedOperation<'a> {
        self.assert_operations();
        let location = Location::caller();
        loop {
            if let Some(selected) = self.choose(Patience::Endless, location) {
                return selected;
            }
        }
    }

    /// Waits until an operation is ready, for at most `timeout`, and chooses it.
    ///
    /// # Errors
    ///
    /// When the time is up.
    #[track_caller]
    pub fn select_timeout(&mut self, timeout: Duration) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.choose(patience(timeout), Location::caller()).ok_or(SelectTimeoutError)
    }

    /// Waits until an operation is ready, until `deadline` at most, and chooses it.
    ///
    /// # Errors
    ///
    /// When the time is up.
    #[track_caller]
    pub fn select_deadline(&mut self, deadline: Instant) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.choose(Patience::Until(deadline), Location::caller()).ok_or(SelectTimeoutError)
    }

    /// The index of an operation that is ready now. Nothing is carried out, so by the time it is tried the
    /// chance may be gone.
    ///
    /// # Errors
    ///
    /// If none is.
    #[track_caller]
    pub fn try_ready(&mut self) -> Result<usize, TryReadyError> {
        self.watch(Patience::None, Location::caller()).ok_or(TryReadyError)
    }

    /// Waits until an operation is ready and returns its index.
    ///
    /// # Panics
    ///
    /// If no operation has been added: the wait could not end.
    #[track_caller]
    pub fn ready(&mut self) -> usize {
        self.assert_operations();
        let location = Location::caller();
        loop {
            if let Some(index) = self.watch(Patience::Endless, location) {
                return index;
            }
        }
    }

    /// Waits until an operation is ready, for at most `timeout`, and returns its index.
    ///
    /// # Errors
    ///
    /// When the time is up.
    #[track_caller]
    pub fn ready_timeout(&mut self, timeout: Duration) -> Result<usize, ReadyTimeoutError> {
        self.watch(patience(timeout), Location::caller()).ok_or(ReadyTimeoutError)
    }

    /// Waits until an operation is ready, until `deadline` at most, and returns its index.
    ///
    /// # Errors
    ///
    /// When the time is up.
    #[track_caller]
    pub fn ready_deadline(&mut self, deadline: Instant) -> Result<usize, ReadyTimeoutError> {
        self.watch(Patience::Until(deadline), Location::caller()).ok_or(ReadyTimeoutError)
    }

    #[track_caller]
    fn assert_operations(&self) {
        assert!(self.operations.iter().any(Option::is_some), "no operations have been added to `Select`");
    }

    fn choose(&self, patience: Patience, location: &'static Location<'static>) -> Option<SelectedOperation<'a>> {
        let present =
            || self.operations.iter().enumerate().filter_map(|(index, operation)| Some((index, (*operation)?)));
        let mut arms: Vec<Box<dyn SelectArm + 'a>> = present().map(|(_, operation)| operation.arm(location)).collect();
        let views: Vec<&mut dyn SelectArm> = arms.iter_mut().map(|arm| &mut **arm as &mut dyn SelectArm).collect();
        let chosen = run(&views, self.biased, patience, location)?;
        drop(views);
        let (index, operation) = present().nth(chosen)?;
        Some(SelectedOperation { index, side: operation.side(), arm: Some(arms.swap_remove(chosen)) })
    }

    fn watch(&self, patience: Patience, location: &'static Location<'static>) -> Option<usize> {
        let present =
            || self.operations.iter().enumerate().filter_map(|(index, operation)| Some((index, (*operation)?)));
        let mut arms: Vec<Box<dyn SelectArm + 'a>> = present().map(|(_, operation)| operation.watch()).collect();
        let views: Vec<&mut dyn SelectArm> = arms.iter_mut().map(|arm| &mut **arm as &mut dyn SelectArm).collect();
        let chosen = run(&views, self.biased, patience, location)?;
        present().nth(chosen).map(|(index, _)| index)
    }
}

fn patience(timeout: Duration) -> Patience {
    current::now().checked_add(timeout).map_or(Patience::Endless, Patience::Until)
}

impl Default for Select<'_> {
    fn default() -> Self {
        Select::new()
    }
}

impl fmt::Debug for Select<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Select { .. }")
    }
}

/// An operation that has been chosen and must be completed, by [`send`](SelectedOperation::send) or
/// [`recv`](SelectedOperation::recv).
///
/// Dropping it without that panics. A sender's chance is given back to its channel first; a value that was received
/// for it is leaked.
#[must_use = "a chosen operation must be completed"]
pub struct SelectedOperation<'a> {
    index: usize,
    side: Side,
    /// `None` once completed. For a receiver of `T` a `ReceiverArm<'a, T>`, for a sender a `Sending<'a, T>`.
    arm: Option<Box<dyn SelectArm + 'a>>,
}

impl UnwindSafe for SelectedOperation<'_> {}
impl RefUnwindSafe for SelectedOperation<'_> {}

impl SelectedOperation<'_> {
    /// The operation's index.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Completes the sending of a value.
    ///
    /// # Errors
    ///
    /// The value comes back if the channel is closed or there are no receivers any more.
    ///
    /// # Panics
    ///
    /// If the operation was added with another channel's handle.
    ///
    /// ```
    /// use goroutines::channel::Select;
    ///
    /// let (tx, rx) = goroutines::chan(1);
    /// let mut select = Select::new();
    /// select.send(&tx);
    /// select.select().send(&tx, "value").unwrap();
    /// assert_eq!(rx.recv(), Ok("value"));
    /// ```
    #[track_caller]
    pub fn send<T>(mut self, sender: &Sender<T>, value: T) -> Result<(), SendError<T>> {
        assert!(self.side == sender.side(), "passed a sender that wasn't selected");
        let Some(arm) = self.arm.take() else { unreachable!("an operation is completed once") };
        // SAFETY: the operation was added with a sender of the same channel, so its arm is a `Sending` of
        // the same `T`, boxed by `Operation::arm`.
        let arm = unsafe { Box::from_raw(Box::into_raw(arm).cast::<Sending<'_, T>>()) };
        arm.send(value).map_err(SendError)
    }

    /// Completes the receiving of a value.
    ///
    /// # Errors
    ///
    /// When the channel is closed, or has no senders any more, and nothing is left in it.
    ///
    /// # Panics
    ///
    /// If the operation was added with another channel's handle.
    #[track_caller]
    pub fn recv<T>(mut self, receiver: &Receiver<T>) -> Result<T, RecvError> {
        assert!(self.side == receiver.side(), "passed a receiver that wasn't selected");
        let Some(arm) = self.arm.take() else { unreachable!("an operation is completed once") };
        // SAFETY: the operation was added with a receiver of the same channel (`never` is not chosen), so its
        // arm is a `ReceiverArm` of the same `T`, boxed by `Operation::arm`.
        let arm = unsafe { Box::from_raw(Box::into_raw(arm).cast::<ReceiverArm<'_, T>>()) };
        arm.received()
    }
}

impl fmt::Debug for SelectedOperation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("SelectedOperation { .. }")
    }
}

impl Drop for SelectedOperation<'_> {
    fn drop(&mut self) {
        let Some(arm) = self.arm.take() else { return };
        match self.side {
            // Gives the chance back.
            Side::Sender(_) => drop(arm),
            // It has a value, which may belong to another thread.
            Side::Receiver(_) => std::mem::forget(arm),
        }
        // A panic before completion, such as one in `send`'s assertion, must not become an abort.
        if !std::thread::panicking() {
            panic!("dropped `SelectedOperation` without completing the operation");
        }
    }
}

//! The sending half of a channel.

#![forbid(unsafe_code)]

use super::exchange::{Granted, Refused, Sending, Until, Watched, Watching};
use super::shared::Shared;
use crate::base::counted::Counted;
use crate::task::current;
use crate::task::reason::Reason;
use crate::wait::arm::SelectArm;
use crate::wait::waiter::Site;
use crossbeam_channel::{SendError, SendTimeoutError, TrySendError};
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::time::{Duration, Instant};

/// The sending half of a channel: Go's `chan<- T`.
///
/// Cloning it gives another handle to the same channel. The channel is disconnected when the last sender has
/// gone, or at once by [`close`](Sender::close).
///
/// ```
/// let (tx, rx) = goroutines::chan(1);
/// tx.send("hello").unwrap();
/// assert_eq!(rx.recv(), Ok("hello"));
/// ```
pub struct Sender<T> {
    shared: Counted<Shared<T>>,
}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}

impl<T> Sender<T> {
    pub(super) fn new(shared: Counted<Shared<T>>) -> Sender<T> {
        Sender { shared }
    }

    /// Whether the last receiver has gone.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.shared.is_abandoned()
    }

    /// Sends a value: waits until there is room in the buffer or, on an unbuffered channel, until a receiver
    /// takes the value. Go's `tx <- value`.
    ///
    /// # Errors
    ///
    /// The value comes back if the channel is closed or there are no receivers any more.
    ///
    /// ```
    /// let (tx, rx) = goroutines::chan(1);
    /// tx.send(1).unwrap();
    /// drop(rx);
    /// assert_eq!(tx.send(2).unwrap_err().into_inner(), 2);
    /// ```
    #[track_caller]
    #[inline]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        let mut offer = Some(value);
        match self.shared.exchange.send(&mut offer, Until::Never, site()) {
            Ok(()) => Ok(()),
            Err(_) => not_sent(offer),
        }
    }

    /// Sends a value if that is possible without waiting.
    ///
    /// # Errors
    ///
    /// [`Full`](TrySendError::Full) if it is not, [`Disconnected`](TrySendError::Disconnected) if the channel
    /// is closed or there are no receivers any more; both with the value.
    ///
    /// ```
    /// use goroutines::channel::TrySendError;
    ///
    /// let (tx, _rx) = goroutines::chan(1);
    /// assert_eq!(tx.try_send(1), Ok(()));
    /// assert_eq!(tx.try_send(2), Err(TrySendError::Full(2)));
    /// ```
    #[track_caller]
    #[inline]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        let mut offer = Some(value);
        self.shared.exchange.send(&mut offer, Until::Now, site()).map_err(|refused| match refused {
            Refused::TimedOut => TrySendError::Full(returned(offer)),
            Refused::Disconnected => TrySendError::Disconnected(returned(offer)),
        })
    }

    /// Sends a value, waiting for at most `timeout`.
    ///
    /// # Errors
    ///
    /// The value comes back when the time is up, or the channel is disconnected.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let (tx, _rx) = goroutines::chan(0);
    /// assert!(tx.send_timeout(1, Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    #[track_caller]
    pub fn send_timeout(&self, value: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        match current::now().checked_add(timeout) {
            Some(deadline) => self.send_deadline(value, deadline),
            None => self.send(value).map_err(SendTimeoutError::from),
        }
    }

    /// Sends a value, waiting until `deadline` at most.
    ///
    /// # Errors
    ///
    /// As [`send_timeout`](Sender::send_timeout).
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let (tx, _rx) = goroutines::chan(0);
    /// assert!(tx.send_deadline(1, Instant::now()).unwrap_err().is_timeout());
    /// ```
    #[track_caller]
    pub fn send_deadline(&self, value: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        let mut offer = Some(value);
        self.shared.exchange.send(&mut offer, Until::Moment(deadline), site()).map_err(|refused| match refused {
            Refused::TimedOut => SendTimeoutError::Timeout(returned(offer)),
            Refused::Disconnected => SendTimeoutError::Disconnected(returned(offer)),
        })
    }

    /// Closes the channel for all its senders, as Go's `close` does. Waiting and later senders get their
    /// value back in an error; receivers get what is buffered, and then `RecvError`.
    ///
    /// Returns true the first time. Closing twice is harmless, unlike in Go.
    ///
    /// ```
    /// let (tx, rx) = goroutines::chan(1);
    /// tx.send(1).unwrap();
    /// assert!(tx.close());
    /// assert!(!tx.close());
    /// assert!(tx.send(2).is_err());
    /// assert_eq!(rx.iter().collect::<Vec<_>>(), [1]);
    /// ```
    pub fn close(&self) -> bool {
        self.shared.exchange.close()
    }

    /// Whether the buffer holds no values.
    ///
    /// ```
    /// let (tx, _rx) = goroutines::chan(1);
    /// assert!(tx.is_empty());
    /// tx.send(1).unwrap();
    /// assert!(!tx.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the buffer is full. An unbuffered channel always is.
    ///
    /// ```
    /// let (tx, _rx) = goroutines::chan::<i32>(0);
    /// assert!(tx.is_full() && tx.is_empty());
    /// ```
    pub fn is_full(&self) -> bool {
        self.shared.exchange.is_full()
    }

    /// How many values the buffer holds: Go's `len`.
    ///
    /// ```
    /// let (tx, _rx) = goroutines::chan(2);
    /// tx.send(1).unwrap();
    /// assert_eq!(tx.len(), 1);
    /// ```
    pub fn len(&self) -> usize {
        self.shared.exchange.len()
    }

    /// How many values the buffer takes, or `None` if it has no bound: Go's `cap`.
    ///
    /// ```
    /// let (tx, _rx) = goroutines::chan::<i32>(2);
    /// assert_eq!(tx.capacity(), Some(2));
    /// ```
    pub fn capacity(&self) -> Option<usize> {
        self.shared.exchange.capacity()
    }

    /// Whether both handles lead to the same channel.
    ///
    /// ```
    /// let (tx, _rx) = goroutines::chan::<i32>(0);
    /// assert!(tx.same_channel(&tx.clone()));
    /// ```
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        self.shared.is_same(&other.shared)
    }

    /// What tells channels apart.
    pub(crate) fn address(&self) -> *const () {
        self.shared.as_ptr().cast()
    }

    pub(crate) fn sending(&self) -> Sending<'_, T> {
        Sending::new(&self.shared.exchange)
    }

    /// What an arm over this sender was granted, without the sender.
    pub(crate) fn granted(&self, sending: Sending<'_, T>) -> Granted<T, Counted<Shared<T>>> {
        sending.granted_to(self.shared.clone())
    }

    pub(crate) fn watching(&self) -> impl SelectArm + '_ {
        Watching::new(&self.shared.exchange, Watched::Sending)
    }
}

/// A function of its own, so that the copies that its result takes are not on the stack while a value is sent.
#[cold]
#[inline(never)]
fn not_sent<T>(offer: Option<T>) -> Result<(), SendError<T>> {
    Err(SendError(returned(offer)))
}

/// The value that could not be sent.
fn returned<T>(offer: Option<T>) -> T {
    match offer {
        Some(value) => value,
        None => unreachable!("a value that was not sent is still there"),
    }
}

#[track_caller]
#[inline]
fn site() -> Site {
    Site { reason: Reason::ChanSend, location: Location::caller() }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Sender<T> {
        self.shared.add_sender();
        Sender { shared: self.shared.clone() }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.shared.drop_sender();
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Sender { .. }")
    }
}

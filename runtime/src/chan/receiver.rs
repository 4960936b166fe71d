//! The receiving half of a channel.

#![forbid(unsafe_code)]

use super::arm::{ClockWatch, ReceiverArm};
use super::clock::Clock;
use super::exchange::{Receiving, Refused, Until, Watched, Watching};
use super::iter::{Iter, TryIter};
use super::shared::Shared;
use crate::base::counted::Counted;
use crate::task::current;
use crate::task::reason::Reason;
use crate::wait::arm::SelectArm;
use crate::wait::owner::Owner;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use crossbeam_channel::{RecvError, RecvTimeoutError, TryRecvError};
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The receiving half of a channel: Go's `<-chan T`.
///
/// Cloning it gives another handle to the same channel; each value goes to one receiver. When the last
/// receiver has gone, senders get their values back in an error.
///
/// ```
/// let (tx, rx) = goroutines::chan(2);
/// tx.send(1).unwrap();
/// tx.send(2).unwrap();
/// drop(tx);
/// assert_eq!(rx.iter().sum::<i32>(), 3);
/// ```
pub struct Receiver<T> {
    flavor: Flavor<T>,
}

/// What is at the other end.
enum Flavor<T> {
    /// Senders.
    Exchange(Counted<Shared<T>>),
    /// The clock.
    Clock(Arc<dyn Clock<T>>),
    /// Nothing: Go's nil channel.
    Never,
}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> Receiver<T> {
    pub(super) fn new(shared: Counted<Shared<T>>) -> Receiver<T> {
        Receiver { flavor: Flavor::Exchange(shared) }
    }

    pub(crate) fn of_clock(clock: Arc<dyn Clock<T>>) -> Receiver<T> {
        Receiver { flavor: Flavor::Clock(clock) }
    }

    pub(crate) const fn of_nothing() -> Receiver<T> {
        Receiver { flavor: Flavor::Never }
    }

    /// Receives a value, waiting for one if there is none. Go's `<-rx`.
    ///
    /// # Errors
    ///
    /// When the channel is closed, or has no senders any more, and nothing is left in it.
    ///
    /// ```
    /// let (tx, rx) = goroutines::chan(1);
    /// tx.send(5).unwrap();
    /// drop(tx);
    /// assert_eq!(rx.recv(), Ok(5));
    /// assert!(rx.recv().is_err());
    /// ```
    #[track_caller]
    #[inline]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.receive(Until::Never).map_err(|_| RecvError)
    }

    /// Receives a value if one is there.
    ///
    /// # Errors
    ///
    /// [`Empty`](TryRecvError::Empty) if none is, [`Disconnected`](TryRecvError::Disconnected) if none will come.
    ///
    /// ```
    /// use goroutines::channel::TryRecvError;
    ///
    /// let (tx, rx) = goroutines::chan::<i32>(1);
    /// assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    /// drop(tx);
    /// assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    /// ```
    #[track_caller]
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.receive(Until::Now).map_err(|refused| match refused {
            Refused::TimedOut => TryRecvError::Empty,
            Refused::Disconnected => TryRecvError::Disconnected,
        })
    }

    /// Receives a value, waiting for at most `timeout`.
    ///
    /// # Errors
    ///
    /// When the time is up, or the channel is disconnected and drained.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let (_tx, rx) = goroutines::chan::<i32>(0);
    /// assert!(rx.recv_timeout(Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        match current::now().checked_add(timeout) {
            Some(deadline) => self.recv_deadline(deadline),
            None => self.recv().map_err(RecvTimeoutError::from),
        }
    }

    /// Receives a value, waiting until `deadline` at most.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Receiver::recv_timeout).
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let (_tx, rx) = goroutines::chan::<i32>(0);
    /// assert!(rx.recv_deadline(Instant::now()).unwrap_err().is_timeout());
    /// ```
    #[track_caller]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.receive(Until::Moment(deadline)).map_err(|refused| match refused {
            Refused::TimedOut => RecvTimeoutError::Timeout,
            Refused::Disconnected => RecvTimeoutError::Disconnected,
        })
    }

    #[track_caller]
    #[inline]
    fn receive(&self, until: Until) -> Result<T, Refused> {
        let location = Location::caller();
        match &self.flavor {
            Flavor::Exchange(shared) => shared.exchange.receive(until, Site { reason: Reason::ChanReceive, location }),
            Flavor::Clock(clock) => receive_from_clock(&**clock, until, Site { reason: Reason::ChanReceive, location }),
            Flavor::Never => receive_nothing(until, Site { reason: Reason::ChanReceiveNil, location }),
        }
    }

    /// Whether no value is there to be received.
    ///
    /// ```
    /// let (tx, rx) = goroutines::chan(1);
    /// tx.send(1).unwrap();
    /// assert!(!rx.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the buffer is full. An unbuffered channel always is.
    ///
    /// ```
    /// let (tx, rx) = goroutines::chan(1);
    /// tx.send(1).unwrap();
    /// assert!(rx.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        match &self.flavor {
            Flavor::Exchange(shared) => shared.exchange.is_full(),
            Flavor::Clock(clock) => clock.timer().is_some() || !self.is_empty(),
            Flavor::Never => true,
        }
    }

    /// How many values the buffer holds: Go's `len`.
    ///
    /// ```
    /// let (tx, rx) = goroutines::chan(2);
    /// tx.send(1).unwrap();
    /// assert_eq!(rx.len(), 1);
    /// ```
    pub fn len(&self) -> usize {
        match &self.flavor {
            Flavor::Exchange(shared) => shared.exchange.len(),
            // A timer's message does not exist before it is received, and may be taken back (CONFORMANCE TI-13).
            Flavor::Clock(clock) if clock.timer().is_some() => 0,
            Flavor::Clock(clock) => usize::from(clock.due().is_some_and(|due| due <= current::now())),
            Flavor::Never => 0,
        }
    }

    /// How many values the buffer takes, or `None` if it has no bound: Go's `cap`.
    ///
    /// ```
    /// let (_tx, rx) = goroutines::chan::<i32>(2);
    /// assert_eq!(rx.capacity(), Some(2));
    /// ```
    pub fn capacity(&self) -> Option<usize> {
        match &self.flavor {
            Flavor::Exchange(shared) => shared.exchange.capacity(),
            Flavor::Clock(clock) => Some(usize::from(clock.timer().is_none())),
            Flavor::Never => Some(0),
        }
    }

    /// Whether both handles lead to the same channel. All that [`never`](crate::channel::never) gives are one.
    ///
    /// ```
    /// let (_tx, rx) = goroutines::chan::<i32>(0);
    /// assert!(rx.same_channel(&rx.clone()));
    /// ```
    pub fn same_channel(&self, other: &Receiver<T>) -> bool {
        match (&self.flavor, &other.flavor) {
            (Flavor::Exchange(a), Flavor::Exchange(b)) => a.is_same(b),
            (Flavor::Clock(a), Flavor::Clock(b)) => Arc::ptr_eq(a, b),
            (Flavor::Never, Flavor::Never) => true,
            _ => false,
        }
    }

    /// The values that come, until the channel is disconnected and drained: Go's `for v := range rx`.
    ///
    /// ```
    /// let (tx, rx) = goroutines::chan(3);
    /// for n in 1..=3 {
    ///     tx.send(n).unwrap();
    /// }
    /// tx.close();
    /// assert_eq!(rx.iter().collect::<Vec<_>>(), [1, 2, 3]);
    /// ```
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self)
    }

    /// The values that are there now.
    ///
    /// ```
    /// let (tx, rx) = goroutines::chan(3);
    /// tx.send(1).unwrap();
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [1]);
    /// ```
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter::new(self)
    }

    /// What tells channels apart.
    pub(crate) fn address(&self) -> *const () {
        match &self.flavor {
            Flavor::Exchange(shared) => shared.as_ptr().cast(),
            Flavor::Clock(clock) => Arc::as_ptr(clock).cast(),
            Flavor::Never => std::ptr::null(),
        }
    }

    pub(crate) fn receiving(&self, location: &'static Location<'static>) -> ReceiverArm<'_, T> {
        match &self.flavor {
            Flavor::Exchange(shared) => ReceiverArm::of_exchange(Receiving::new(&shared.exchange, location)),
            Flavor::Clock(clock) => ReceiverArm::of_clock(&**clock),
            Flavor::Never => ReceiverArm::of_nothing(),
        }
    }

    pub(crate) fn watching(&self) -> Box<dyn SelectArm + '_> {
        match &self.flavor {
            Flavor::Exchange(shared) => Box::new(Watching::new(&shared.exchange, Watched::Receiving)),
            Flavor::Clock(clock) => Box::new(ClockWatch::new(&**clock)),
            Flavor::Never => Box::new(ReceiverArm::<T>::of_nothing()),
        }
    }
}

#[cold]
#[track_caller]
fn receive_from_clock<T>(clock: &dyn Clock<T>, until: Until, site: Site) -> Result<T, Refused> {
    if !clock.owner().admits() {
        Owner::refuse("receive from a timer");
    }
    let site = clock.owner().mark(site);
    loop {
        let now = current::now();
        let due = match clock.take(now) {
            Ok(value) => return Ok(value),
            Err(due) => due,
        };
        let deadline = match until {
            Until::Now => return Err(Refused::TimedOut),
            Until::Moment(moment) if moment <= now => return Err(Refused::TimedOut),
            Until::Moment(moment) => Some(due.map_or(moment, |due| due.min(moment))),
            Until::Never => due,
        };
        match clock.timer() {
            Some(timer) => timer.wait(due, deadline, site),
            None => sleep_until(deadline, site),
        }
    }
}

#[cold]
fn receive_nothing<T>(until: Until, site: Site) -> Result<T, Refused> {
    match until {
        Until::Now => {}
        Until::Moment(moment) => sleep_until(Some(moment), site),
        Until::Never => sleep_until(None, site),
    }
    Err(Refused::TimedOut)
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Receiver<T> {
        let flavor = match &self.flavor {
            Flavor::Exchange(shared) => {
                shared.add_receiver();
                Flavor::Exchange(shared.clone())
            }
            Flavor::Clock(clock) => Flavor::Clock(Arc::clone(clock)),
            Flavor::Never => Flavor::Never,
        };
        Receiver { flavor }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let Flavor::Exchange(shared) = &self.flavor {
            shared.drop_receiver();
        }
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Receiver { .. }")
    }
}

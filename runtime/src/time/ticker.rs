//! Go's `time.Ticker`.

#![forbid(unsafe_code)]

use super::from_now;
use crate::chan::Receiver;
use crate::chan::arm::ReceiverArm;
use crate::chan::clock::Timer;
use crate::channel::{RecvError, TryRecvError};
use crate::select::operand::Receive;
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A message every so often: Go's `time.Ticker`.
///
/// The ticks keep to the times that are set from the start, however late they are received. A slow receiver gets one
/// tick, the first that it has missed, and the others are dropped.
///
/// ```
/// use goroutines::time::{Duration, Ticker};
///
/// let ticker = Ticker::new(Duration::from_millis(1));
/// let first = ticker.recv().unwrap();
/// let second = ticker.recv().unwrap();
/// assert!(second >= first + Duration::from_millis(1));
/// ```
#[doc(alias = "NewTicker")]
pub struct Ticker {
    receiver: Receiver<Instant>,
    clock: Arc<Timer>,
}

impl UnwindSafe for Ticker {}
impl RefUnwindSafe for Ticker {}

impl Ticker {
    /// A ticker whose first tick comes after one `period`. Go's `time.NewTicker`.
    ///
    /// # Panics
    ///
    /// If the period is zero.
    ///
    /// ```
    /// use goroutines::time::{Duration, Ticker};
    ///
    /// Ticker::new(Duration::from_millis(1)).recv().unwrap();
    /// ```
    #[must_use = "a ticker that is dropped sends nothing"]
    #[track_caller]
    pub fn new(period: Duration) -> Ticker {
        assert!(!period.is_zero(), "non-positive interval for NewTicker");
        let clock = Arc::new(Timer::new(from_now(period), Some(period)));
        Ticker { receiver: Receiver::of_clock(Arc::clone(&clock) as _), clock }
    }

    /// No more ticks come, not even one that was due. The channel is not closed: goroutines that wait for a tick go on
    /// waiting, until a [`reset`](Ticker::reset).
    ///
    /// ```
    /// use goroutines::time::{Duration, Ticker, sleep};
    ///
    /// let ticker = Ticker::new(Duration::from_millis(1));
    /// sleep(Duration::from_millis(2));
    /// ticker.stop();
    /// assert!(ticker.try_recv().is_err());
    /// ```
    pub fn stop(&self) {
        self.clock.stop();
    }

    /// From now on, ticks come every `period`, the first after one. A tick that was due and not received is dropped.
    ///
    /// # Panics
    ///
    /// If the period is zero. The ticker goes on as it was.
    ///
    /// ```
    /// use goroutines::time::{Duration, Ticker};
    ///
    /// let ticker = Ticker::new(Duration::from_secs(3600));
    /// ticker.reset(Duration::from_millis(1));
    /// ticker.recv().unwrap();
    /// ```
    #[track_caller]
    pub fn reset(&self, period: Duration) {
        assert!(!period.is_zero(), "non-positive interval for Ticker.Reset");
        self.clock.reset(from_now(period), Some(period));
    }

    /// The ticker's channel: Go's `t.C`. Clones share the ticks.
    ///
    /// ```
    /// use goroutines::time::{Duration, Ticker};
    ///
    /// let ticker = Ticker::new(Duration::from_millis(1));
    /// for (_tick, number) in ticker.receiver().iter().zip(1..=3) {
    ///     println!("{number}");
    /// }
    /// ```
    #[doc(alias = "C")]
    pub fn receiver(&self) -> &Receiver<Instant> {
        &self.receiver
    }

    /// Waits for a tick: the moment at which it was due. Go's `<-t.C`.
    ///
    /// # Errors
    ///
    /// None: a ticker's channel is never closed. The result is that of every receiver.
    ///
    /// ```
    /// use goroutines::time::{Duration, Ticker};
    ///
    /// Ticker::new(Duration::from_millis(1)).recv().unwrap();
    /// ```
    #[track_caller]
    pub fn recv(&self) -> Result<Instant, RecvError> {
        self.receiver.recv()
    }

    /// Receives a tick if one is due.
    ///
    /// # Errors
    ///
    /// [`Empty`](TryRecvError::Empty) if none is.
    ///
    /// ```
    /// use goroutines::time::{Duration, Ticker};
    ///
    /// assert!(Ticker::new(Duration::from_secs(3600)).try_recv().is_err());
    /// ```
    #[track_caller]
    pub fn try_recv(&self) -> Result<Instant, TryRecvError> {
        self.receiver.try_recv()
    }
}

#[diagnostic::do_not_recommend]
impl Receive for Ticker {
    type Output = Result<Instant, RecvError>;
    type Arm<'a> = ReceiverArm<'a, Instant>;

    #[track_caller]
    fn receive_arm(&self) -> ReceiverArm<'_, Instant> {
        self.receiver.receiving(Location::caller())
    }
}

impl fmt::Debug for Ticker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Ticker { .. }")
    }
}

//! Go's `time.Timer`.

#![forbid(unsafe_code)]

use super::callback::{self, Function};
use super::from_now;
use crate::chan::Receiver;
use crate::chan::arm::ReceiverArm;
use crate::chan::clock;
use crate::channel::RecvError;
use crate::drive::timers::{self, Callback};
use crate::select::operand::Receive;
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One event in the future: Go's `time.Timer`.
///
/// A timer made by [`new`](Timer::new) sends one message, the moment at which it was due, to whoever receives from it. One
/// made by [`after_func`](Timer::after_func) calls a function. Both can be stopped and set to another time, also while
/// goroutines wait for the message: [`stop`](Timer::stop) leaves them waiting, [`reset`](Timer::reset) makes them wait for
/// the new time.
///
/// As since Go 1.23, no message of before can be received once `stop` or `reset` has returned, and a timer's channel has
/// no buffer: its `len` and `capacity` are 0.
///
/// Dropping a timer does not stop its function. A timer with a channel leaves nothing behind.
///
/// ```
/// use goroutines::time::{Duration, Timer};
/// use goroutines::{chan, select};
///
/// let (_tx, rx) = chan::<i32>(0);
/// let timeout = Timer::new(Duration::from_millis(1));
/// let answer = select! {
///     v = <-rx => v.ok(),
///     _ = <-timeout => None,
/// };
/// assert_eq!(answer, None);
/// ```
#[doc(alias = "NewTimer")]
pub struct Timer {
    receiver: Receiver<Instant>,
    what: What,
}

enum What {
    Message(Arc<clock::Timer>),
    Call(Arc<dyn Callback>),
}

impl UnwindSafe for Timer {}
impl RefUnwindSafe for Timer {}

impl Timer {
    /// A timer whose message can be received when `duration` has passed. Go's `time.NewTimer`.
    ///
    /// ```
    /// use goroutines::time::{Duration, Instant, Timer};
    ///
    /// let start = Instant::now();
    /// let due = Timer::new(Duration::from_millis(2)).recv().unwrap();
    /// assert!(due >= start + Duration::from_millis(2) && due <= Instant::now());
    /// ```
    #[must_use = "a timer that is dropped sends nothing"]
    pub fn new(duration: Duration) -> Timer {
        let clock = Arc::new(clock::Timer::new(from_now(duration), None));
        Timer { receiver: Receiver::of_clock(Arc::clone(&clock) as _), what: What::Message(clock) }
    }

    /// Calls `f` in a goroutine of its own when `duration` has passed. Go's `time.AfterFunc`.
    ///
    /// It does so also if the timer is dropped. After a [`reset`](Timer::reset) `f` is called again, which is why it is an
    /// `FnMut`; a closure that moves something out of itself takes it out of an `Option`. Two calls never overlap: if the
    /// timer fires while `f` still runs, the second call follows the first.
    ///
    /// To receive from such a timer is to wait for ever, as with Go's `C`, which is nil.
    ///
    /// # Panics
    ///
    /// If the runtime cannot start, or the system refuses it the thread that looks at the clock.
    ///
    /// ```
    /// use goroutines::chan;
    /// use goroutines::time::{Duration, Timer};
    ///
    /// let (tx, rx) = chan(1);
    /// let mut farewell = Some(String::from("goodbye"));
    /// Timer::after_func(Duration::from_millis(1), move || {
    ///     if let Some(farewell) = farewell.take() {
    ///         tx.send(farewell).unwrap();
    ///     }
    /// });
    /// assert_eq!(rx.recv().unwrap(), "goodbye");
    /// ```
    #[doc(alias = "AfterFunc")]
    #[track_caller]
    pub fn after_func(duration: Duration, f: impl FnMut() + Send + 'static) -> Timer {
        let function: Arc<dyn Callback> = Arc::new(Function::new(f));
        callback::start(&function, due(duration));
        Timer { receiver: Receiver::of_nothing(), what: What::Call(function) }
    }

    /// Stops the timer. True if that kept something from happening: the message can then not be received, or the function
    /// is not called. False if the timer had been stopped, its message received, or its function's goroutine started; that
    /// is not waited for.
    ///
    /// Goroutines that wait for the message go on waiting: nothing is closed.
    ///
    /// ```
    /// use goroutines::time::{Duration, Timer};
    ///
    /// let timer = Timer::new(Duration::ZERO);
    /// assert!(timer.stop(), "it was due, but not received");
    /// assert!(timer.try_recv().is_err());
    /// assert!(!timer.stop());
    /// ```
    pub fn stop(&self) -> bool {
        match &self.what {
            What::Message(clock) => clock.stop(),
            What::Call(function) => timers::disarm(&**function),
        }
    }

    /// Has the timer fire when `duration` has passed from now, and not when it was to before. True if it was still to fire
    /// then, in the sense of [`stop`](Timer::stop).
    ///
    /// ```
    /// use goroutines::time::{Duration, Timer};
    ///
    /// let timer = Timer::new(Duration::from_secs(3600));
    /// assert!(timer.reset(Duration::from_millis(1)));
    /// timer.recv().unwrap();
    /// assert!(!timer.reset(Duration::from_millis(1)), "the message has been received");
    /// timer.recv().unwrap();
    /// ```
    #[track_caller]
    pub fn reset(&self, duration: Duration) -> bool {
        match &self.what {
            What::Message(clock) => clock.reset(from_now(duration), None),
            What::Call(function) => callback::start(function, due(duration)),
        }
    }

    /// The timer's channel: Go's `t.C`. With its other methods one can wait for a while only, and its clones may go
    /// to other goroutines; one of those that receive gets the message.
    ///
    /// ```
    /// use goroutines::time::{Duration, Timer};
    ///
    /// let timer = Timer::new(Duration::from_secs(3600));
    /// assert!(timer.receiver().recv_timeout(Duration::from_millis(1)).is_err());
    /// assert_eq!((timer.receiver().len(), timer.receiver().capacity()), (0, Some(0)));
    /// ```
    #[doc(alias = "C")]
    pub fn receiver(&self) -> &Receiver<Instant> {
        &self.receiver
    }

    /// Waits for the message: the moment at which the timer was due. Go's `<-t.C`.
    ///
    /// # Errors
    ///
    /// None: a timer's channel is never closed. The result is that of every receiver.
    ///
    /// ```
    /// use goroutines::time::{Duration, Timer};
    ///
    /// Timer::new(Duration::from_millis(1)).recv().unwrap();
    /// ```
    #[track_caller]
    pub fn recv(&self) -> Result<Instant, RecvError> {
        self.receiver.recv()
    }

    /// Receives the message if the timer is due.
    ///
    /// # Errors
    ///
    /// [`Empty`](crate::channel::TryRecvError::Empty) if it is not, or is stopped, or the message was received before.
    ///
    /// ```
    /// use goroutines::time::{Duration, Timer};
    ///
    /// assert!(Timer::new(Duration::from_secs(3600)).try_recv().is_err());
    /// assert!(Timer::new(Duration::ZERO).try_recv().is_ok());
    /// ```
    #[track_caller]
    pub fn try_recv(&self) -> Result<Instant, crate::channel::TryRecvError> {
        self.receiver.try_recv()
    }
}

/// When a function is to be called; `None`: now.
fn due(duration: Duration) -> Option<Instant> {
    (!duration.is_zero()).then(|| from_now(duration))
}

#[diagnostic::do_not_recommend]
impl Receive for Timer {
    type Output = Result<Instant, RecvError>;
    type Arm<'a> = ReceiverArm<'a, Instant>;

    #[track_caller]
    fn receive_arm(&self) -> ReceiverArm<'_, Instant> {
        self.receiver.receiving(Location::caller())
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Timer { .. }")
    }
}

//! Channels with the API of crossbeam-channel 0.5, and `close`.
//!
//! The names, the signatures and the semantics are crossbeam's, and the error types are crossbeam's own, so a
//! program moves here by changing its imports. Two things come from Go: [`Sender::close`], and that waiters
//! are served first come, first served.
//!
//! ```
//! use goroutines::{channel, go};
//!
//! let (tx, rx) = channel::bounded(0);
//! go!(|| tx.send("ping").unwrap());
//! assert_eq!(rx.recv(), Ok("ping"));
//! ```

#![forbid(unsafe_code)]

pub use crate::__select_biased as select_biased;
use crate::chan::clock::{After, Tick};
pub use crate::chan::{IntoIter, Iter, Receiver, Sender, TryIter};
pub use crate::select;
pub use crate::select::dynamic::{Select, SelectedOperation};
pub use crate::select::several::select_slice;
use crate::task::current;
pub use crossbeam_channel::{
    ReadyTimeoutError, RecvError, RecvTimeoutError, SelectTimeoutError, SendError, SendTimeoutError, TryReadyError,
    TryRecvError, TrySelectError, TrySendError,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Makes a channel whose buffer takes `capacity` values; 0 makes an unbuffered one. Go's
/// `make(chan T, capacity)`.
///
/// # Panics
///
/// If a buffer of that capacity cannot exist.
///
/// ```
/// let (tx, rx) = goroutines::channel::bounded(1);
/// tx.send(1).unwrap();
/// assert!(tx.is_full());
/// assert_eq!(rx.recv(), Ok(1));
/// ```
#[track_caller]
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    crate::chan::open(Some(capacity))
}

/// Makes a channel whose buffer has no bound: sending never waits.
///
/// ```
/// let (tx, rx) = goroutines::channel::unbounded();
/// for n in 0..1_000 {
///     tx.send(n).unwrap();
/// }
/// assert_eq!(rx.len(), 1_000);
/// ```
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    crate::chan::open(None)
}

/// A receiver that gets one message, when `duration` has passed: the moment at which it was due. Go's
/// `time.After`.
///
/// ```
/// use goroutines::channel::after;
/// use std::time::{Duration, Instant};
///
/// let start = Instant::now();
/// after(Duration::from_millis(5)).recv().unwrap();
/// assert!(start.elapsed() >= Duration::from_millis(5));
/// ```
pub fn after(duration: Duration) -> Receiver<Instant> {
    current::now().checked_add(duration).map_or_else(Receiver::of_nothing, at)
}

/// A receiver that gets one message at `when`.
///
/// ```
/// use std::time::Instant;
///
/// let now = Instant::now();
/// assert_eq!(goroutines::channel::at(now).recv(), Ok(now));
/// ```
pub fn at(when: Instant) -> Receiver<Instant> {
    Receiver::of_clock(Arc::new(After::new(when)))
}

/// A receiver that gets a message every `duration`. One that is not received in time is not queued behind: a slow
/// receiver misses some. Go's `time.Tick`.
///
/// ```
/// use goroutines::channel::tick;
/// use std::time::{Duration, Instant};
///
/// let start = Instant::now();
/// let ticker = tick(Duration::from_millis(2));
/// ticker.recv().unwrap();
/// ticker.recv().unwrap();
/// assert!(start.elapsed() >= Duration::from_millis(4));
/// ```
pub fn tick(duration: Duration) -> Receiver<Instant> {
    match current::now().checked_add(duration) {
        Some(first) => Receiver::of_clock(Arc::new(Tick::new(first, duration))),
        None => Receiver::of_nothing(),
    }
}

/// A receiver that never gets anything: Go's nil channel.
///
/// ```
/// static NOTHING: goroutines::Receiver<i32> = goroutines::channel::never();
/// assert!(NOTHING.try_recv().is_err());
/// let rx = goroutines::channel::never::<i32>();
/// assert!(rx.try_recv().is_err());
/// ```
pub const fn never<T>() -> Receiver<T> {
    Receiver::of_nothing()
}

/// A sender that nobody receives from, and that waits for ever instead of failing: Go's nil channel.
///
/// ```
/// use goroutines::{channel, select};
///
/// let tx = channel::never_sender();
/// select! {
///     tx <- 1 => unreachable!(),
///     default => {}
/// }
/// ```
pub fn never_sender<T>() -> Sender<T> {
    crate::chan::never_sender()
}

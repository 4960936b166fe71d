//! Signals of the system as messages: Go's `os/signal`.
//!
//! ```no_run
//! use goroutines::context::Context;
//! use goroutines::signal::{self, Signal};
//!
//! // Ctrl-C in the terminal, or `kill`.
//! let (ctx, _stop) = signal::notify_context(&Context::background(), &[Signal::INTERRUPT, Signal::TERMINATE]);
//! let _ = ctx.done().recv();
//! println!("{}", ctx.cause().unwrap()); // interrupt signal received
//! ```
//!
//! A signal that somebody listens to does not do what it does by default: Ctrl-C does not end the program. When nobody
//! listens any more, because the receivers are gone and the contexts are done, it does so again.
//!
//! A program that listens to signals may always be woken by one, so its goroutines are never in a deadlock that could be
//! reported, as in Go: the report is off as long as somebody listens. Send SIGQUIT to see what they wait for.
//!
//! The handler only notes the signal. A thread of the runtime's own passes it on, also while all workers are busy.
//! Handlers that were there before are called as well; in a child that was made by `fork`, a signal does what it does by default.

mod known;
mod listeners;
mod wire;

pub use known::Signal;

use crate::base::fork;
use crate::chan::Receiver;
use crate::context::{CancelFunc, Context};
use listeners::Listener;
use std::error::Error;
use std::fmt;

/// Signals that wait to be received; of those that come while there are so many, nobody is told.
const ROOM: usize = 16;

/// Sends what signals the process gets from now on to the receiver, of these kinds; of all that can be caught and have a name here,
/// if none is given. Go's `signal.Notify`. Dropping the receiver and its clones ends that: Go's `signal.Stop`.
///
/// A signal that comes again before the first one was passed on is the same, as everywhere; and nothing waits for a
/// receiver that has sixteen waiting.
///
/// # Panics
///
/// If a signal cannot be caught (SIGKILL, SIGSTOP, and those of a program that goes wrong: SIGSEGV, SIGILL, SIGFPE), or the system
/// refuses a pipe, a thread, or the handler.
///
/// ```
/// use goroutines::signal::{self, Signal};
///
/// let reload = signal::notify(&[Signal::HANGUP]);
/// # signal_hook::low_level::raise(Signal::HANGUP.as_raw()).unwrap();
/// // $ kill -HUP …
/// assert_eq!(reload.recv(), Ok(Signal::HANGUP));
/// ```
#[doc(alias = "Notify")]
#[must_use = "dropping the receiver ends the notification"]
#[track_caller]
pub fn notify(signals: &[Signal]) -> Receiver<Signal> {
    let (tx, rx) = crate::channel::bounded(ROOM);
    listen(signals, Listener::Channel(tx));
    rx
}

/// A context that is done when one of the signals comes, when it is cancelled, or when `ctx` is done. Go's
/// `signal.NotifyContext`. The [`cause`](Context::cause) of the first is [`Received`], which says which signal it was.
///
/// When it is done, the signals do again what they do by default: a second Ctrl-C ends a program that takes too long to
/// clean up. (In Go that needs a call of `stop`.)
///
/// # Panics
///
/// As [`notify`].
///
/// ```
/// use goroutines::context::Context;
/// use goroutines::signal::{self, Received, Signal};
///
/// let (ctx, _stop) = signal::notify_context(&Context::background(), &[Signal::INTERRUPT]);
/// # signal_hook::low_level::raise(Signal::INTERRUPT.as_raw()).unwrap();
/// // Somebody presses Ctrl-C.
/// assert!(ctx.done().recv().is_err());
/// assert_eq!(ctx.cause().unwrap().downcast_ref(), Some(&Received(Signal::INTERRUPT)));
/// ```
#[doc(alias = "NotifyContext")]
#[track_caller]
pub fn notify_context(ctx: &Context, signals: &[Signal]) -> (Context, CancelFunc) {
    let (ctx, cancel) = ctx.with_cancel();
    listen(signals, Listener::Context(ctx.clone(), cancel.clone()));
    (ctx, cancel)
}

#[track_caller]
fn listen(signals: &[Signal], listener: Listener) {
    fork::refuse();
    let signals = if signals.is_empty() { known::ALL } else { signals };
    if let Some(signal) = signals.iter().find(|signal| !signal.can_be_caught()) {
        panic!("nobody can be notified of {signal:?}: the system, or what has gone wrong, decides what comes of it");
    }
    if let Err(error) = listeners::add(signals, listener) {
        panic!("no notification of signals: {error}");
    }
}

/// Why a context of [`notify_context`] was cancelled: the signal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received(pub Signal);

impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} signal received", self.0)
    }
}

impl Error for Received {}

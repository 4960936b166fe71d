//! Who is told of which signal.
//!
//! The list's lock is held while a signal is passed on. So the watch, which asks here whether anybody listens before it
//! reports a deadlock, waits until those are awake that the signal has woken; after that it looks at the workers again.
//! Nothing of the user's runs under it: a channel's value is a number, and what a context wakes starts as a goroutine.

#![forbid(unsafe_code)]

use super::known::Signal;
use super::{Received, wire};
use crate::chan::Sender;
use crate::context::{CancelFunc, Context};
use crate::watch::deadlock;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Who is told.
pub(super) enum Listener {
    Channel(Sender<Signal>),
    Context(Context, CancelFunc),
}

struct Listening {
    to: Vec<Signal>,
    listener: Listener,
}

static LISTENERS: Mutex<Vec<Listening>> = Mutex::new(Vec::new());

/// The list, without those who have stopped listening.
fn listeners() -> MutexGuard<'static, Vec<Listening>> {
    let mut list = LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
    list.retain(|listening| listening.listener.is_there());
    list
}

impl Listener {
    fn is_there(&self) -> bool {
        match self {
            Listener::Channel(tx) => !tx.is_abandoned(),
            Listener::Context(ctx, _) => ctx.err().is_none(),
        }
    }

    fn tell(&self, signal: Signal) {
        match self {
            // Who has no room has heard of signals, and not received them.
            Listener::Channel(tx) => drop(tx.try_send(signal)),
            Listener::Context(_, cancel) => cancel.cancel_with(Received(signal)),
        }
    }
}

/// Has the listener told of the signals from now on.
///
/// # Errors
///
/// If the system refuses what that takes.
pub(super) fn add(to: &[Signal], listener: Listener) -> io::Result<()> {
    // Before the handler: a signal that it catches must find its listener.
    let mut list = listeners();
    list.push(Listening { to: to.to_owned(), listener });
    deadlock::ask_outside(somebody_listens);
    let caught = to.iter().try_for_each(|&signal| wire::catch(signal));
    if caught.is_err() {
        list.pop();
    }
    caught
}

/// Passes a signal on. False if nobody listens to it.
pub(super) fn tell(signal: Signal) -> bool {
    let list = listeners();
    let mut told = false;
    for listening in list.iter().filter(|listening| listening.to.contains(&signal)) {
        listening.listener.tell(signal);
        told = true;
    }
    told
}

/// Whether a signal may still wake somebody.
fn somebody_listens() -> bool {
    !listeners().is_empty()
}

//! Who is told of which signal.
//!
//! A change makes a new list; the old one is freed when no handler looks at it any more. So the handler may look whether
//! anybody listens when the signal *comes*: one that comes before a receiver is dropped is never taken for one that comes
//! after it, however late it is passed on.
//!
//! The lock is held while a signal is passed on. So the watch, which asks here whether anybody listens before it
//! reports a deadlock, waits until those are awake that the signal has woken; after that it looks at the workers again.
//! Nothing of the user's runs under it: a channel's value is a number, and what a context wakes starts as a goroutine.

use super::known::Signal;
use super::{Received, wire};
use crate::chan::Sender;
use crate::context::{CancelFunc, Context};
use crate::watch::deadlock;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{io, thread};

/// Who is told.
pub(super) enum Listener {
    Channel(Sender<Signal>),
    Context(Context, CancelFunc),
}

struct Listening {
    to: Vec<Signal>,
    listener: Listener,
}

type List = Vec<Arc<Listening>>;

/// The present list; null for none. Changed under the lock.
static LIST: AtomicPtr<List> = AtomicPtr::new(std::ptr::null_mut());

/// Handlers that look at a list.
static LOOKING: AtomicUsize = AtomicUsize::new(0);

static LOCK: Mutex<()> = Mutex::new(());

impl Listener {
    /// Loads only, so that a handler may ask.
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

/// In a handler: whether anybody listens to the signal now.
pub(super) fn is_heard(signal: Signal) -> bool {
    LOOKING.fetch_add(1, Ordering::SeqCst);
    // SAFETY: null, or a list that is not freed while LOOKING counts this handler, which it did before the look.
    let list = unsafe { LIST.load(Ordering::SeqCst).as_ref() };
    let heard =
        list.into_iter().flatten().any(|listening| listening.to.contains(&signal) && listening.listener.is_there());
    LOOKING.fetch_sub(1, Ordering::SeqCst);
    heard
}

/// The list's lock, and what is in it, without those who have stopped listening.
fn listeners() -> (MutexGuard<'static, ()>, List) {
    let guard = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    // SAFETY: null, or the present list, which changes under the lock only.
    let list = unsafe { LIST.load(Ordering::Relaxed).as_ref() };
    let there: List = list.into_iter().flatten().filter(|listening| listening.listener.is_there()).cloned().collect();
    if list.is_some_and(|list| list.len() > there.len()) {
        replace(&guard, there.clone());
    }
    (guard, there)
}

/// Puts another list in the place of the present one.
fn replace(_locked: &MutexGuard<'static, ()>, list: List) {
    let before = LIST.swap(Box::into_raw(Box::new(list)), Ordering::SeqCst);
    // A handler takes no longer than a look, unless its thread has lost its processor.
    while LOOKING.load(Ordering::SeqCst) > 0 {
        thread::yield_now();
    }
    if !before.is_null() {
        // SAFETY: it came from a box. A handler that had seen it was counted before, and has left; later ones see the new one.
        drop(unsafe { Box::from_raw(before) });
    }
}

/// Has the listener told of the signals from now on.
///
/// # Errors
///
/// If the system refuses what that takes.
pub(super) fn add(to: &[Signal], listener: Listener) -> io::Result<()> {
    // Before the handler: a signal that it catches must find its listener.
    let (guard, mut list) = listeners();
    let before = list.clone();
    list.push(Arc::new(Listening { to: to.to_owned(), listener }));
    replace(&guard, list);
    deadlock::ask_outside(somebody_listens);
    let caught = to.iter().try_for_each(|&signal| wire::catch(signal));
    if caught.is_err() {
        replace(&guard, before);
    }
    caught
}

/// Passes a signal on.
pub(super) fn tell(signal: Signal) {
    let (_guard, list) = listeners();
    for listening in list.iter().filter(|listening| listening.to.contains(&signal)) {
        listening.listener.tell(signal);
    }
}

/// Whether a signal may still wake somebody.
fn somebody_listens() -> bool {
    !listeners().1.is_empty()
}

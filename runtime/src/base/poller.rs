//! The system's queue of what is ready: epoll, kqueue. A thin layer over `mio`, which knows no goroutine.
//!
//! Each descriptor is registered once, for both directions, edge-triggered: the system tells of each change, and of what is
//! ready when the descriptor is added.
//!
//! One thread at a time takes a [`Turn`]: it waits, and goes through the events. Everything else may be done by any thread
//! at any time.
//!
//! Rejected: the crate `polling`, which is oneshot by nature. A request over a connection that stays open took 7 to 8 system
//! calls with it, and takes 3 here.

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Registry, Token, Waker};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// Events that are taken at a time.
const BATCH: usize = 128;

/// The token of the waker.
const WAKER: Token = Token(usize::MAX);

/// What has happened to a descriptor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    /// What it was added with.
    pub(crate) token: usize,
    /// A read may succeed or fail now.
    pub(crate) read: bool,
    /// A write may.
    pub(crate) write: bool,
    /// Something has happened after which a short read does not mean that there is nothing more: the peer has ended, there is an
    /// error, or urgent data, at which reads stop.
    pub(crate) unusual: bool,
}

/// A queue of what is ready.
pub(crate) struct Poller {
    turn: Mutex<Queue>,
    registry: Registry,
    waker: Waker,
}

struct Queue {
    poll: Poll,
    events: Events,
}

impl Poller {
    pub(crate) fn new() -> io::Result<Poller> {
        let poll = Poll::new()?;
        let registry = poll.registry().try_clone()?;
        let waker = Waker::new(&registry, WAKER)?;
        Ok(Poller { turn: Mutex::new(Queue { poll, events: Events::with_capacity(BATCH) }), registry, waker })
    }

    /// Has the queue tell of the descriptor, with this token, until it is [`delete`](Poller::delete)d.
    pub(crate) fn add(&self, fd: BorrowedFd<'_>, token: usize) -> io::Result<()> {
        let both = Interest::READABLE | Interest::WRITABLE;
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let both = both | Interest::PRIORITY;
        self.registry.register(&mut SourceFd(&fd.as_raw_fd()), Token(token), both)
    }

    /// The opposite of [`add`](Poller::add). Events that somebody has already taken may still be about it.
    pub(crate) fn delete(&self, fd: BorrowedFd<'_>) {
        // It was added, so there is no reason for a refusal.
        let _ = self.registry.deregister(&mut SourceFd(&fd.as_raw_fd()));
    }

    /// Ends the wait of whoever has the turn, or the next one.
    pub(crate) fn wake(&self) {
        if let Err(refusal) = self.waker.wake() {
            // A sleeper that cannot be woken would be a hang that nobody can explain.
            panic!("the poller cannot be woken: {refusal}");
        }
    }

    /// Takes the turn.
    pub(crate) fn turn(&self) -> Turn<'_> {
        // What a panic could leave behind are events, and the next wait clears them.
        Turn(self.turn.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the turn, unless somebody has it.
    pub(crate) fn try_turn(&self) -> Option<Turn<'_>> {
        match self.turn.try_lock() {
            Ok(queue) => Some(Turn(queue)),
            Err(TryLockError::Poisoned(poisoned)) => Some(Turn(poisoned.into_inner())),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

/// The right to take events.
pub(crate) struct Turn<'a>(MutexGuard<'a, Queue>);

impl Turn<'_> {
    /// Takes what is there, without waiting.
    pub(crate) fn look(&mut self) {
        self.take(Some(Duration::ZERO));
    }

    /// Waits until something has happened or somebody wakes this one, and takes it; not longer than until then. May come back
    /// early.
    pub(crate) fn wait(&mut self, until: Option<Instant>) {
        let Some(until) = until else { return self.take(None) };
        let left = until.saturating_duration_since(Instant::now());
        // The queue counts in milliseconds, and would be up to one late.
        match u64::try_from(left.as_millis()) {
            Ok(0) => {
                if self.wait_exactly(left) {
                    self.take(Some(Duration::ZERO));
                } else {
                    self.0.events.clear();
                }
            }
            Ok(milliseconds) => self.take(Some(Duration::from_millis(milliseconds))),
            Err(_) => self.take(None),
        }
    }

    fn take(&mut self, limit: Option<Duration>) {
        let queue = &mut *self.0;
        match queue.poll.poll(&mut queue.events, limit) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => queue.events.clear(),
            Err(error) => panic!("the poller fails: {error}"),
        }
    }

    /// Waits less than a millisecond; whether something has happened.
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
    fn wait_exactly(&self, left: Duration) -> bool {
        let mut queue = libc::pollfd { fd: self.0.poll.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        let left = libc::timespec { tv_sec: 0, tv_nsec: left.subsec_nanos().into() };
        // SAFETY: one descriptor, which is open, and a time; both are there until the call returns.
        unsafe { libc::ppoll(&raw mut queue, 1, &raw const left, std::ptr::null()) > 0 }
    }

    /// Where the system counts in milliseconds only, the wait may be one longer.
    #[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
    fn wait_exactly(&self, left: Duration) -> bool {
        let mut queue = libc::pollfd { fd: self.0.poll.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one descriptor, which is open, and there until the call returns.
        unsafe { libc::poll(&raw mut queue, 1, i32::from(!left.is_zero())) > 0 }
    }

    /// Whether anything was taken that is not only a wake-up.
    pub(crate) fn has_events(&self) -> bool {
        self.0.events.iter().any(|event| event.token() != WAKER)
    }

    /// Shows what was taken.
    #[inline]
    pub(crate) fn for_each(&self, mut visit: impl FnMut(Event)) {
        for event in &self.0.events {
            if event.token() == WAKER {
                continue;
            }
            let failed = event.is_error();
            let ended = failed || event.is_read_closed() || event.is_write_closed();
            visit(Event {
                token: event.token().0,
                read: ended || event.is_readable(),
                write: ended || event.is_writable(),
                unusual: ended || event.is_priority(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::fd::AsFd;
    use std::os::unix::net::UnixStream;

    fn seen(turn: &Turn<'_>) -> Vec<(usize, bool, bool)> {
        let mut seen = Vec::new();
        turn.for_each(|event| seen.push((event.token, event.read, event.unusual)));
        seen
    }

    #[test]
    fn each_edge_is_told_once() {
        let poller = Poller::new().unwrap();
        let (a, mut b) = UnixStream::pair().unwrap();
        poller.add(a.as_fd(), 7).unwrap();
        let mut turn = poller.turn();
        assert!(poller.try_turn().is_none());
        turn.wait(None);
        assert_eq!(seen(&turn), [(7, false, false)]);
        turn.look();
        assert!(!turn.has_events());
        b.write_all(b"x").unwrap();
        turn.wait(None);
        assert_eq!(seen(&turn), [(7, true, false)]);
        turn.look();
        assert!(!turn.has_events());
        drop(b);
        turn.wait(None);
        assert_eq!(seen(&turn), [(7, true, true)]);
        poller.wake();
        turn.wait(None);
        assert!(!turn.has_events());
        poller.delete(a.as_fd());
    }

    #[test]
    fn a_wait_ends_in_time() {
        let poller = Poller::new().unwrap();
        let until = Instant::now() + Duration::from_micros(2_500);
        while Instant::now() < until {
            poller.turn().wait(Some(until));
        }
        assert!(!poller.turn().has_events());
    }
}

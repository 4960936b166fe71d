//! A socket as its waiters and the pollers see it: who waits for which direction, and what has happened to it.
//!
//! The system tells of *edges*: that a direction has become ready, not that it is. So each direction counts its edges, and the
//! count decides whether a call that found nothing has to be tried again:
//!
//! ```text
//!   caller:  note the count ─► try the call ─► EWOULDBLOCK ─► the same count still? ─ yes ─► wait in the crowd ─► told: again
//!                 ▲                                              │ no
//!                 └──────────────────────────────────────────────┘
//!   poller:  count the edge, and release the first of the crowd
//! ```
//!
//! The last look at the count and the step into the crowd are one under the lock, and so are counting an edge and releasing. So
//! an edge that comes after a call has failed either changes the count in time, or finds the caller in the crowd.
//!
//! *Several that wait.* One edge may stand for several connections or datagrams. It releases one of those who wait, and that
//! one, whose call has succeeded or who leaves for another reason, releases the next (the drop of [`Call`]). One that finds nothing
//! ends the chain: then nothing was left.
//!
//! *Deadlines, closing.* Who sets a deadline or closes the socket releases the crowd and tells it to look again; then each sees
//! under the lock what is the case. A deadline is also the time until which a waiter waits. Whoever is taken out of the crowd by
//! an edge has that edge to himself, even if his deadline has come meanwhile: so he hands it on when he leaves.
//!
//! *What is skipped.* After a read that was shorter than its buffer a stream has nothing more, and until the next edge the next
//! read need not be tried. Not so after an edge that told of the end, an error or urgent data, which come without an edge of
//! their own when they come together with data.
//!
//! *Records stay.* A source is a place in a table for ever, and is reused under another generation. An event that was taken
//! from the poller before the socket was closed names the generation that it was for.
//!
//! Invariants, under the lock: `home` is where the socket is registered, if it is; a closed source is not registered and has
//! nobody in its crowds.
//!
//! Rejected: *one pointer a direction (nothing, ready, or a waiter), exchanged without a lock*: it is as many
//! read-modify-writes, and has room for one waiter, while several may accept from one listener.

#![forbid(unsafe_code)]

use super::call::Call;
use crate::base::fork;
use crate::base::lock::SpinLock;
use crate::base::shim::poller::Event;
use crate::base::shim::{self, AtomicBool, AtomicU32, Ordering, fence};
use crate::task::current;
use crate::task::home::Home;
use crate::wait::crowd::Crowd;
use crate::wait::waiter::{Wake, Wakes};
use std::io;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Reading and accepting.
    Read,
    /// Writing and connecting.
    Write,
}

const BOTH: [Side; 2] = [Side::Read, Side::Write];

/// What a waiter is told: an edge has come, and it is his.
pub(super) const EDGE: u32 = 0;
/// The same, and others wait who may have a share in it.
pub(super) const EDGE_FOR_SEVERAL: u32 = 1;
/// Something else has changed.
const LOOK: u32 = 2;

/// Why a call does not go on.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The socket was closed.
    Closed,
    /// The deadline has passed.
    Deadline,
    /// The call has taken as long as a call may.
    Timeout,
    /// The socket was told not to wait.
    WouldBlock,
    /// The system refuses what is needed for waiting.
    Refused(io::Error),
}

/// A socket.
pub(crate) struct Source {
    pub(super) edges: [AtomicU32; 2],
    /// The edge after which nothing was left.
    pub(super) drained: [AtomicU32; 2],
    /// An edge has told of something that a short read does not tell of.
    pub(super) unusual: AtomicBool,
    /// There is something to look at under the lock before a call: a limit, or that the socket was closed.
    limited: AtomicBool,
    pub(super) state: SpinLock<State>,
    /// What it is called in the table.
    index: usize,
}

pub(super) struct State {
    generation: usize,
    pub(super) home: Option<&'static Home>,
    pub(super) closed: bool,
    pub(super) nonblocking: bool,
    pub(super) sides: [Limits; 2],
}

pub(super) struct Limits {
    pub(super) crowd: Crowd,
    pub(super) deadline: Option<Instant>,
    pub(super) timeout: Option<Duration>,
}

impl Limits {
    fn new() -> Limits {
        Limits { crowd: Crowd::new(), deadline: None, timeout: None }
    }
}

/// Bits of a token that name the source; the others are its generation.
const INDEX_BITS: u32 = if usize::BITS > 32 { 32 } else { 20 };

/// The source that a token names.
pub(crate) fn index_of(token: usize) -> usize {
    token & ((1 << INDEX_BITS) - 1)
}

impl Source {
    pub(crate) fn new(index: usize) -> Source {
        Source {
            edges: [AtomicU32::new(0), AtomicU32::new(0)],
            drained: [AtomicU32::new(u32::MAX), AtomicU32::new(u32::MAX)],
            unusual: AtomicBool::new(false),
            limited: AtomicBool::new(false),
            state: SpinLock::new(State {
                generation: 0,
                home: None,
                closed: false,
                nonblocking: false,
                sides: [Limits::new(), Limits::new()],
            }),
            index,
        }
    }

    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// What the poller is told to call this source now. The topmost bit stays clear: no token is the waker's.
    fn token(&self, state: &State) -> usize {
        let generation = state.generation & (usize::MAX >> (INDEX_BITS + 1));
        generation << INDEX_BITS | self.index
    }

    /// Begins a call.
    #[inline]
    pub(crate) fn begin(&self, side: Side) -> Result<Call<'_>, Stop> {
        let mut until = None;
        if self.limited.load(Ordering::Acquire) {
            let state = self.state.lock();
            if state.closed {
                return Err(Stop::Closed);
            }
            let limits = &state.sides[side as usize];
            if limits.deadline.is_some() || limits.timeout.is_some() {
                let now = shim::now();
                if limits.deadline.is_some_and(|deadline| deadline <= now) {
                    return Err(Stop::Deadline);
                }
                until = limits.timeout.and_then(|timeout| now.checked_add(timeout));
            }
        }
        Ok(Call::new(self, side, until))
    }

    /// Acquire: the call that is tried next comes after it.
    #[inline]
    pub(super) fn edges(&self, side: Side) -> u32 {
        self.edges[side as usize].load(Ordering::Acquire)
    }

    /// Something has happened, of which the poller tells: `wake` hears whom to wake, after the lock is released.
    #[inline]
    pub(crate) fn happened(&self, event: Event, mut wake: impl FnMut(Wake)) {
        let mut state = self.state.lock();
        if event.token != self.token(&state) {
            // It is about a socket that was closed.
            return;
        }
        if event.unusual {
            self.unusual.store(true, Ordering::Relaxed);
        }
        let read = if event.read { self.edge(&mut state, Side::Read) } else { None };
        let write = if event.write { self.edge(&mut state, Side::Write) } else { None };
        drop(state);
        read.into_iter().chain(write).for_each(&mut wake);
    }

    #[inline]
    fn edge(&self, state: &mut State, side: Side) -> Option<Wake> {
        // Only the holder of the lock writes it. Release publishes `unusual`.
        let edges = &self.edges[side as usize];
        edges.store(edges.load(Ordering::Relaxed).wrapping_add(1), Ordering::Release);
        let crowd = &mut state.sides[side as usize].crowd;
        let say = if crowd.holds_several() { EDGE_FOR_SEVERAL } else { EDGE };
        crowd.release_one(say)
    }

    /// One who was told of an edge leaves: it may be for the next as well.
    #[cold]
    pub(super) fn pass_on(&self, side: Side) {
        let mut state = self.state.lock();
        let crowd = &mut state.sides[side as usize].crowd;
        let say = if crowd.holds_several() { EDGE_FOR_SEVERAL } else { EDGE };
        let wake = crowd.release_one(say);
        drop(state);
        if let Some(wake) = wake {
            wake.in_turn();
        }
    }

    /// Changes what limits calls, and has those that wait see it.
    fn change(&self, sides: &[Side], change: impl FnOnce(&mut State)) {
        let mut wakes = Wakes::default();
        let mut state = self.state.lock();
        change(&mut state);
        let limited = state.closed
            || state.nonblocking
            || state.sides.iter().any(|limits| limits.deadline.is_some() || limits.timeout.is_some());
        self.limited.store(limited, Ordering::Release);
        for &side in sides {
            state.sides[side as usize].crowd.release_saying(LOOK, &mut wakes);
        }
        drop(state);
        wakes.now();
    }

    /// Until when calls of these directions may wait, now and from now on.
    pub(crate) fn set_deadline(&self, sides: &[Side], deadline: Option<Instant>) {
        self.change(sides, |state| {
            for &side in sides {
                state.sides[side as usize].deadline = deadline;
            }
        });
    }

    /// How long each call from now on may wait.
    pub(crate) fn set_timeout(&self, side: Side, timeout: Option<Duration>) {
        self.change(&[], |state| state.sides[side as usize].timeout = timeout);
    }

    /// How long a call may wait.
    pub(crate) fn timeout(&self, side: Side) -> Option<Duration> {
        self.state.lock().sides[side as usize].timeout
    }

    /// Whether calls do not wait at all.
    pub(crate) fn set_nonblocking(&self, nonblocking: bool) {
        self.change(&BOTH, |state| state.nonblocking = nonblocking);
    }

    /// Whether the socket was closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.limited.load(Ordering::Acquire) && self.state.lock().closed
    }

    /// The socket is about to be closed, while others may use it: no call waits any more. Returns whom to wake when it is
    /// closed; `None` if somebody has closed it before.
    pub(crate) fn close(&self, fd: BorrowedFd<'_>) -> Option<Wakes> {
        let mut wakes = Wakes::default();
        let mut state = self.state.lock();
        if std::mem::replace(&mut state.closed, true) {
            return None;
        }
        self.limited.store(true, Ordering::Release);
        for side in BOTH {
            state.sides[side as usize].crowd.release_saying(LOOK, &mut wakes);
        }
        let home = state.home.take();
        drop(state);
        deregister(home, fd);
        Some(wakes)
    }

    /// Nobody uses the socket any more, and it is about to be closed. The source is as good as new then.
    pub(crate) fn retire(&self, fd: BorrowedFd<'_>) {
        let mut state = self.state.lock();
        debug_assert!(state.sides.iter().all(|limits| limits.crowd.is_empty()));
        let home = state.home.take();
        state.generation = state.generation.wrapping_add(1);
        state.closed = false;
        state.nonblocking = false;
        for limits in &mut state.sides {
            limits.deadline = None;
            limits.timeout = None;
        }
        self.limited.store(false, Ordering::Relaxed);
        self.unusual.store(false, Ordering::Relaxed);
        for side in BOTH {
            self.drained[side as usize].store(self.edges(side).wrapping_sub(1), Ordering::Relaxed);
        }
        drop(state);
        deregister(home, fd);
    }

    /// Has the poller of the home tell of the socket. Once in its life; the system call is short, and nobody is kept waiting by
    /// the lock but those who want the same.
    #[cold]
    pub(super) fn register(&self, state: &mut State, fd: BorrowedFd<'_>, home: &'static Home) -> io::Result<()> {
        let poller = home.sockets.poller()?;
        home.sockets.count();
        if let Err(refusal) = poller.add(fd, self.token(state)) {
            home.sockets.uncount();
            return Err(refusal);
        }
        state.home = Some(home);
        let here = current::local().is_some_and(|local| std::ptr::eq(local.home, home));
        if !here {
            // The worker may have seen no socket and be about to sleep elsewhere: then it looks once more, after a fence of its own.
            fence(Ordering::SeqCst);
            if home.inbox.nudge() {
                home.unpark();
            }
        }
        Ok(())
    }
}

fn deregister(home: Option<&'static Home>, fd: BorrowedFd<'_>) {
    let Some(home) = home else { return };
    // In the child of a fork the queue is the parent's as well, and the parent goes on.
    if fork::is_child() {
        return;
    }
    if let Some(poller) = home.sockets.in_use() {
        // Even though the descriptor is closed next: another may lead to the same socket.
        poller.delete(fd);
        home.sockets.uncount();
    }
}

//! A call on a socket that may have to wait: the caller's side of the protocol that `source` explains.

#![forbid(unsafe_code)]

use super::source::{EDGE, EDGE_FOR_SEVERAL, Side, Source, Stop};
use crate::base::shim::{self, AtomicUsize, Ordering};
use crate::task::current;
use crate::task::home::Home;
use crate::wait::crowd::wait_at_the_poller;
use crate::wait::waiter::Site;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

shim::statics! {
    /// Plain threads that wait for a socket.
    static THREADS: AtomicUsize = AtomicUsize::new(0);
}

/// Plain threads that wait for a socket now.
pub(crate) fn waiting_threads() -> usize {
    THREADS.load(Ordering::SeqCst)
}

/// A call that may have to wait.
pub(crate) struct Call<'a> {
    source: &'a Source,
    side: Side,
    /// The edges that the next try comes after.
    edges: u32,
    /// When this call has taken as long as one may.
    until: Option<Instant>,
    /// It was released by an edge that may be for others as well.
    for_several: bool,
}

impl<'a> Call<'a> {
    /// The call's first try comes after this.
    #[inline]
    pub(super) fn new(source: &'a Source, side: Side, until: Option<Instant>) -> Call<'a> {
        Call { source, side, edges: source.edges(side), until, for_several: false }
    }

    /// Whether the first try would find nothing.
    #[inline]
    pub(crate) fn is_in_vain(&self) -> bool {
        self.source.drained[self.side as usize].load(Ordering::Relaxed) == self.edges
            && !self.source.unusual.load(Ordering::Relaxed)
    }

    /// The try has taken, or given, less than it could: nothing is left until the next edge.
    #[inline]
    pub(crate) fn has_drained(&self, drained: bool) {
        let note = if drained { self.edges } else { self.edges.wrapping_sub(1) };
        let place = &self.source.drained[self.side as usize];
        if place.load(Ordering::Relaxed) != note {
            place.store(note, Ordering::Relaxed);
        }
    }

    /// Ends the call at this moment, if no other end comes before.
    pub(crate) fn end_at(&mut self, until: Instant) {
        self.until = Some(self.until.map_or(until, |before| before.min(until)));
    }

    /// As [`wait`](Call::wait), and not longer than that, after which it is time for another try as well.
    pub(crate) fn wait_a_while(
        &mut self,
        pause: Duration,
        fd: BorrowedFd<'_>,
        site: Site,
        elsewhere: impl FnOnce() -> &'static Home,
    ) -> Result<(), Stop> {
        let until = self.until;
        let over = shim::now() + pause;
        self.end_at(over);
        let ended = self.wait(fd, site, elsewhere);
        self.until = until;
        match ended {
            Err(Stop::Timeout) if until.is_none_or(|until| over < until) => Ok(()),
            ended => ended,
        }
    }

    /// A try has found nothing: waits until another may find something. `elsewhere` names a home for a socket that a plain
    /// thread waits for first.
    pub(crate) fn wait(
        &mut self,
        fd: BorrowedFd<'_>,
        site: Site,
        elsewhere: impl FnOnce() -> &'static Home,
    ) -> Result<(), Stop> {
        let source = self.source;
        let side = self.side as usize;
        let local = current::local().filter(|local| local.running.get().is_some());
        let mut state = source.state.lock();
        if state.home.is_none() && !state.closed {
            let home = match local {
                Some(local) => local.home,
                None => {
                    drop(state);
                    let home = elsewhere();
                    state = source.state.lock();
                    home
                }
            };
            if state.home.is_none() && !state.closed {
                source.register(&mut state, fd, home).map_err(Stop::Refused)?;
            }
        }
        loop {
            if state.closed {
                return Err(Stop::Closed);
            }
            let edges = source.edges(self.side);
            if edges != self.edges {
                self.edges = edges;
                return Ok(());
            }
            if state.nonblocking {
                return Err(Stop::WouldBlock);
            }
            let deadline = state.sides[side].deadline;
            let until = deadline.into_iter().chain(self.until).min();
            if let Some(until) = until
                && until <= shim::now()
            {
                return Err(if deadline == Some(until) { Stop::Deadline } else { Stop::Timeout });
            }
            // The try has found nothing after the last edge, so nothing is left of that for others.
            self.for_several = false;
            match local {
                Some(local) => local.home.sockets.begin_wait(),
                None => {
                    THREADS.fetch_add(1, Ordering::SeqCst);
                }
            }
            let said = wait_at_the_poller(&source.state, state, |state| &mut state.sides[side].crowd, until, site);
            match local {
                Some(local) => local.home.sockets.end_wait(),
                None => {
                    THREADS.fetch_sub(1, Ordering::SeqCst);
                }
            }
            if let Some(said @ (EDGE | EDGE_FOR_SEVERAL)) = said {
                self.for_several = said == EDGE_FOR_SEVERAL;
                self.edges = source.edges(self.side);
                return Ok(());
            }
            state = source.state.lock();
        }
    }
}

impl Drop for Call<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.for_several {
            self.source.pass_on(self.side);
        }
    }
}

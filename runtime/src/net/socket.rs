//! A socket that parks the goroutine: a descriptor that never blocks, and its source.
//!
//! The descriptor is std's own type, so every option is std's. Each call is tried first; what would block waits for the source
//! (`drive/source`) and is tried again.
//!
//! *Closing while others use it.* A `BorrowedFd` that somebody has got from `as_fd` must stay valid, and a call of another
//! goroutine must not hit a descriptor of the same number that was opened meanwhile. So [`Socket::close`] does not free the
//! number: it puts another socket in its place, one that is connected to nothing (`nowhere`). That closes the old one for
//! real, its port is free, and the number is freed when the last handle goes.

#![forbid(unsafe_code)]

use super::error;
use super::nowhere;
use crate::drive::call::Call;
use crate::drive::source::{Side, Source, Stop};
use crate::drive::sources;
use crate::go::boot;
use crate::sched::roster;
use crate::task::home::Home;
use crate::task::reason::Reason;
use crate::wait::checkpoint::checkpoint;
use crate::wait::waiter::Site;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const BOTH: &[Side] = &[Side::Read, Side::Write];

/// How long a socket whose readiness is not told is left alone, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_micros(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(10);

/// A socket of std's, in non-blocking mode, or of mio's.
pub(super) struct Socket<T: AsFd> {
    source: &'static Source,
    io: T,
}

impl<T: AsFd> Socket<T> {
    /// Takes a socket that is in non-blocking mode.
    pub(super) fn new(io: T) -> Socket<T> {
        nowhere::prepare();
        Socket { source: sources::take(), io }
    }

    /// The socket itself, for what does not wait.
    pub(super) fn io(&self) -> &T {
        &self.io
    }

    /// For what does not wait, either; an error if the socket was closed.
    pub(super) fn ask<R>(&self, ask: impl FnOnce(&T) -> io::Result<R>) -> io::Result<R> {
        let answer = ask(&self.io);
        if self.source.is_closed() { Err(error::closed()) } else { answer }
    }

    /// Begins a call. It is a safe point: peers that always have something must not keep a goroutine on its worker for ever.
    #[inline]
    fn begin(&self, side: Side) -> io::Result<Call<'_>> {
        checkpoint();
        self.source.begin(side).map_err(told)
    }

    /// Makes a call that may have to wait.
    #[inline]
    pub(super) fn run<R>(
        &self,
        side: Side,
        location: &'static Location<'static>,
        attempt: impl FnMut(&T) -> io::Result<R>,
    ) -> io::Result<R> {
        let call = self.begin(side)?;
        self.go_on(call, location, false, attempt).map(|(_, result)| result)
    }

    /// The same, and not longer than until then.
    pub(super) fn run_until<R>(
        &self,
        side: Side,
        until: Option<Instant>,
        location: &'static Location<'static>,
        attempt: impl FnMut(&T) -> io::Result<R>,
    ) -> io::Result<R> {
        let mut call = self.begin(side)?;
        if let Some(until) = until {
            call.end_at(until);
        }
        self.go_on(call, location, false, attempt).map(|(_, result)| result)
    }

    /// As [`run`](Socket::run), where the system may not tell when the time to try again has come: it is tried again after a
    /// little while.
    pub(super) fn run_looking<R>(
        &self,
        side: Side,
        location: &'static Location<'static>,
        mut attempt: impl FnMut(&T) -> io::Result<R>,
    ) -> io::Result<R> {
        let mut call = self.begin(side)?;
        let mut pause = FIRST_PAUSE;
        loop {
            match attempt(&self.io) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) if self.source.is_closed() => return Err(error::closed()),
                result => return result,
            }
            let site = Site { reason: Reason::Io, location };
            match call.wait_a_while(pause, self.io.as_fd(), site, home_of_a_thread) {
                Ok(()) => {}
                Err(stop) => return Err(told(stop)),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Reads or writes a stream, at most `most` bytes. If it is fewer, the next call waits before it tries.
    #[inline]
    pub(super) fn transfer(
        &self,
        side: Side,
        most: usize,
        location: &'static Location<'static>,
        attempt: impl FnMut(&T) -> io::Result<usize>,
    ) -> io::Result<usize> {
        let call = self.begin(side)?;
        if most == 0 && side == Side::Read {
            // The system would wait for bytes, only to give none of them.
            return Ok(0);
        }
        let in_vain = call.is_in_vain();
        let (call, count) = self.go_on(call, location, in_vain, attempt)?;
        // Nothing at all is the end, or what was asked for.
        call.has_drained(0 < count && count < most);
        Ok(count)
    }

    #[inline]
    fn go_on<'a, R>(
        &'a self,
        mut call: Call<'a>,
        location: &'static Location<'static>,
        mut in_vain: bool,
        mut attempt: impl FnMut(&T) -> io::Result<R>,
    ) -> io::Result<(Call<'a>, R)> {
        loop {
            if !std::mem::take(&mut in_vain) {
                match attempt(&self.io) {
                    Ok(result) => return Ok((call, result)),
                    Err(error) => match error.kind() {
                        io::ErrorKind::WouldBlock => {}
                        io::ErrorKind::Interrupted => continue,
                        _ if self.source.is_closed() => return Err(error::closed()),
                        _ => return Err(error),
                    },
                }
            }
            let site = Site { reason: Reason::Io, location };
            call.wait(self.io.as_fd(), site, home_of_a_thread).map_err(told)?;
        }
    }

    pub(super) fn set_deadline(&self, deadline: Option<Instant>) -> io::Result<()> {
        self.set_deadlines(BOTH, deadline)
    }

    pub(super) fn set_deadline_of(&self, side: Side, deadline: Option<Instant>) -> io::Result<()> {
        self.set_deadlines(&[side], deadline)
    }

    fn set_deadlines(&self, sides: &[Side], deadline: Option<Instant>) -> io::Result<()> {
        self.source.set_deadline(sides, deadline);
        self.ask(|_| Ok(()))
    }

    pub(super) fn set_timeout(&self, side: Side, timeout: Option<Duration>) -> io::Result<()> {
        if timeout == Some(Duration::ZERO) {
            return Err(error::zero_timeout());
        }
        self.source.set_timeout(side, timeout);
        self.ask(|_| Ok(()))
    }

    pub(super) fn timeout(&self, side: Side) -> io::Result<Option<Duration>> {
        self.ask(|_| Ok(self.source.timeout(side)))
    }

    pub(super) fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.source.set_nonblocking(nonblocking);
        self.ask(|_| Ok(()))
    }

    /// Closes the socket, whoever uses it.
    pub(super) fn close(&self) -> io::Result<()> {
        let Some(wakes) = self.source.close(self.io.as_fd()) else { return Err(error::closed()) };
        let closed = nowhere::lead(self.io.as_fd());
        wakes.now();
        closed
    }

    /// The number, for `Debug`.
    pub(super) fn number(&self) -> i32 {
        self.io.as_fd().as_raw_fd()
    }
}

impl<T: AsFd> Drop for Socket<T> {
    fn drop(&mut self) {
        sources::give_back(self.source, self.io.as_fd());
    }
}

fn told(stop: Stop) -> io::Error {
    match stop {
        Stop::Closed => error::closed(),
        Stop::Deadline => error::deadline(),
        Stop::Timeout | Stop::WouldBlock => error::would_block(),
        Stop::Refused(error) => error,
    }
}

/// Where a socket lives that a plain thread waits for first: on all homes in turn.
#[cold]
fn home_of_a_thread() -> &'static Home {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    boot::ensure();
    let homes = roster::homes();
    homes[NEXT.fetch_add(1, Ordering::Relaxed) % homes.len()]
}

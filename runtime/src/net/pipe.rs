//! A connection without a network: two ends in memory, for tests.

#![forbid(unsafe_code)]

use crate::locks::{Cond, Mutex, MutexGuard};
use crate::task::current;
use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Makes two ends that are connected to each other: Go's `net.Pipe`. Nothing is buffered: a write returns when all of it has
/// been read at the other end, or the other end has been closed.
///
/// ```
/// use goroutines::{go, net};
/// use std::io::{Read, Write};
///
/// let (mut a, mut b) = net::pipe();
/// let handle = go! {
///     let mut text = String::new();
///     b.read_to_string(&mut text)?;
///     Ok::<_, std::io::Error>(text)
/// };
/// a.write_all(b"hello")?;
/// drop(a);
/// assert_eq!(handle.join().unwrap()?, "hello");
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "Pipe")]
#[must_use]
pub fn pipe() -> (Pipe, Pipe) {
    let ways = [Arc::new(Way::default()), Arc::new(Way::default())];
    let [there, back] = ways;
    let end = |read: &Arc<Way>, write: &Arc<Way>| Pipe {
        end: Arc::new(End { read: Arc::clone(read), write: Arc::clone(write) }),
    };
    (end(&there, &back), end(&back, &there))
}

/// One end of a [`pipe`].
///
/// It reads and writes as a socket does, through `&Pipe` too, with the same deadlines. Several writers at a time do not mix
/// what they write.
pub struct Pipe {
    end: Arc<End>,
}

struct End {
    read: Arc<Way>,
    write: Arc<Way>,
}

/// One direction.
#[derive(Default)]
struct Way {
    state: Mutex<State>,
    /// Something has changed.
    changed: Cond,
    /// Who writes.
    writer: Mutex<()>,
}

#[derive(Default)]
struct State {
    /// What a writer offers, and from where on it has not been read. A copy, since a reader must not reach into the
    /// memory of a writer that may give up.
    offered: Vec<u8>,
    read: usize,
    /// The writer's end is closed.
    ended: bool,
    /// The reader's end is closed.
    unread: bool,
    read_limit: Limit,
    write_limit: Limit,
}

#[derive(Clone, Copy, Default)]
struct Limit {
    deadline: Option<Instant>,
    timeout: Option<Duration>,
}

impl Limit {
    /// When a call that begins now ends, as far as its timeout goes.
    fn timeout_from_now(self) -> Option<Instant> {
        self.timeout.and_then(|timeout| current::now().checked_add(timeout))
    }

    /// Fails if the time is up; otherwise until when to wait.
    fn check(self, by_timeout: Option<Instant>) -> io::Result<Option<Instant>> {
        let until = self.deadline.into_iter().chain(by_timeout).min();
        match until {
            Some(until) if until <= current::now() => {
                Err(if self.deadline == Some(until) { super::error::deadline() } else { super::error::would_block() })
            }
            _ => Ok(until),
        }
    }
}

impl Way {
    #[track_caller]
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.state.lock();
        let by_timeout = state.read_limit.timeout_from_now();
        loop {
            if state.unread {
                return Err(super::error::closed());
            }
            let until = state.read_limit.check(by_timeout)?;
            let left = state.offered.len() - state.read;
            if left > 0 || buffer.is_empty() {
                let count = left.min(buffer.len());
                let from = state.read;
                buffer[..count].copy_from_slice(&state.offered[from..from + count]);
                state.read += count;
                drop(state);
                self.changed.notify_all();
                return Ok(count);
            }
            if state.ended {
                return Ok(0);
            }
            state = self.wait(state, until);
        }
    }

    #[track_caller]
    fn write(&self, buffer: &[u8]) -> io::Result<usize> {
        let _alone = self.writer.lock();
        let mut state = self.state.lock();
        let by_timeout = state.write_limit.timeout_from_now();
        Self::may_write(&state)?;
        state.write_limit.check(by_timeout)?;
        if buffer.is_empty() {
            return Ok(0);
        }
        state.offered.clear();
        state.offered.extend_from_slice(buffer);
        state.read = 0;
        self.changed.notify_all();
        let result = loop {
            if state.read == buffer.len() {
                break Ok(());
            }
            match Self::may_write(&state).and_then(|()| state.write_limit.check(by_timeout)) {
                Ok(until) => state = self.wait(state, until),
                Err(error) => break Err(error),
            }
        };
        let read = state.read;
        state.offered.clear();
        state.read = 0;
        match result {
            // What was read was written.
            Err(error) if read == 0 => Err(error),
            _ => Ok(read),
        }
    }

    fn may_write(state: &State) -> io::Result<()> {
        if state.ended {
            return Err(super::error::closed());
        }
        if state.unread {
            return Err(io::Error::new(io::ErrorKind::BrokenPipe, "the other end of the pipe is closed"));
        }
        Ok(())
    }

    #[track_caller]
    fn wait<'a>(&'a self, state: MutexGuard<'a, State>, until: Option<Instant>) -> MutexGuard<'a, State> {
        match until {
            None => self.changed.wait(state),
            Some(until) => self.changed.wait_timeout(state, until.saturating_duration_since(current::now())).0,
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock());
        self.changed.notify_all();
    }
}

impl End {
    fn close(&self) {
        self.write.change(|state| state.ended = true);
        self.read.change(|state| state.unread = true);
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.close();
    }
}

impl Pipe {
    /// Closes this end for all handles: calls that wait here fail with [`Closed`](super::Closed), the other end reads to the end,
    /// and its writes fail with `BrokenPipe`. Go's `Close`.
    ///
    /// # Errors
    ///
    /// If it was closed before.
    ///
    /// ```
    /// use goroutines::net::{self, Closed};
    /// use std::io::Read;
    ///
    /// let (mut a, mut b) = net::pipe();
    /// a.close()?;
    /// assert!(Closed::is(&a.read(&mut [0; 8]).unwrap_err()));
    /// assert_eq!(b.read(&mut [0; 8])?, 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[doc(alias = "Close")]
    pub fn close(&self) -> io::Result<()> {
        if self.end.read.state.lock().unread {
            return Err(super::error::closed());
        }
        self.end.close();
        Ok(())
    }

    /// Another handle to the same end.
    ///
    /// # Errors
    ///
    /// If it was closed.
    pub fn try_clone(&self) -> io::Result<Pipe> {
        self.ask()?;
        Ok(Pipe { end: Arc::clone(&self.end) })
    }

    fn ask(&self) -> io::Result<()> {
        if self.end.read.state.lock().unread { Err(super::error::closed()) } else { Ok(()) }
    }

    /// Sets the moment after which reads and writes fail with `TimedOut`: those that wait now, and all that come later. Go's
    /// `SetDeadline`.
    ///
    /// # Errors
    ///
    /// If the end was closed.
    ///
    /// ```
    /// use std::io::{ErrorKind, Read};
    /// use std::time::Instant;
    ///
    /// let (mut a, _b) = goroutines::net::pipe();
    /// a.set_deadline(Some(Instant::now()))?;
    /// assert_eq!(a.read(&mut [0; 8]).unwrap_err().kind(), ErrorKind::TimedOut);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[doc(alias = "SetDeadline")]
    pub fn set_deadline(&self, deadline: Option<Instant>) -> io::Result<()> {
        self.set_read_deadline(deadline)?;
        self.set_write_deadline(deadline)
    }

    /// Sets the moment after which reads fail. Go's `SetReadDeadline`.
    ///
    /// # Errors
    ///
    /// If the end was closed.
    #[doc(alias = "SetReadDeadline")]
    pub fn set_read_deadline(&self, deadline: Option<Instant>) -> io::Result<()> {
        self.end.read.change(|state| state.read_limit.deadline = deadline);
        self.ask()
    }

    /// Sets the moment after which writes fail. Go's `SetWriteDeadline`.
    ///
    /// # Errors
    ///
    /// If the end was closed.
    #[doc(alias = "SetWriteDeadline")]
    pub fn set_write_deadline(&self, deadline: Option<Instant>) -> io::Result<()> {
        self.end.write.change(|state| state.write_limit.deadline = deadline);
        self.ask()
    }

    /// Limits how long each read from now on may wait, as that of a socket.
    ///
    /// # Errors
    ///
    /// If the time is zero, or the end was closed.
    pub fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        if timeout == Some(Duration::ZERO) {
            return Err(super::error::zero_timeout());
        }
        self.end.read.change(|state| state.read_limit.timeout = timeout);
        self.ask()
    }

    /// Limits how long each write from now on may wait, as that of a socket.
    ///
    /// # Errors
    ///
    /// If the time is zero, or the end was closed.
    pub fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        if timeout == Some(Duration::ZERO) {
            return Err(super::error::zero_timeout());
        }
        self.end.write.change(|state| state.write_limit.timeout = timeout);
        self.ask()
    }
}

macro_rules! ends {
    ($($of:ty),+) => {$(
        impl Read for $of {
            #[track_caller]
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.end.read.read(buffer)
            }
        }

        impl Write for $of {
            #[track_caller]
            fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
                self.end.write.write(buffer)
            }

            /// Nothing is kept back, so there is nothing to do.
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
    )+};
}

ends!(Pipe, &Pipe);

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipe").finish_non_exhaustive()
    }
}

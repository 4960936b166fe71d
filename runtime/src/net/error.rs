//! The errors that are not the system's.

#![forbid(unsafe_code)]

use std::error::Error;
use std::fmt;
use std::io;

/// What is in the error of a call on a socket that was closed: Go's `net.ErrClosed`.
///
/// ```
/// use goroutines::net::{Closed, TcpListener};
///
/// let listener = TcpListener::bind("127.0.0.1:0")?;
/// listener.close()?;
/// let error = listener.accept().unwrap_err();
/// assert!(Closed::is(&error));
/// assert_eq!(error.to_string(), "use of closed network connection");
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "ErrClosed")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl Closed {
    /// Whether the error says that the socket was closed on this side: Go's `errors.Is(err, net.ErrClosed)`.
    ///
    /// ```
    /// use goroutines::net::Closed;
    ///
    /// assert!(!Closed::is(&std::io::Error::other("something else")));
    /// ```
    #[must_use]
    pub fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Closed>())
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("use of closed network connection")
    }
}

impl Error for Closed {}

pub(super) fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::NotConnected, Closed)
}

/// Go's text.
pub(super) fn deadline() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "i/o timeout")
}

/// What std gives when a call has taken longer than its timeout allows.
pub(super) fn would_block() -> io::Error {
    io::Error::from_raw_os_error(libc::EAGAIN)
}

/// std's.
pub(super) fn zero_timeout() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "cannot set a 0 duration timeout")
}

/// std's.
pub(super) fn connect_timeout() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "connection timed out")
}

/// std's.
pub(super) fn no_addresses() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "could not resolve to any addresses")
}

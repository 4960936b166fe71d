//! A socket that accepts connections from processes of the same machine.

#![forbid(unsafe_code)]

use super::stream::UnixStream;
use crate::drive::source::Side;
use crate::net::handle::handle;
use crate::net::socket::Socket;
use crate::sched::place;
use std::fmt;
use std::io;
use std::iter::FusedIterator;
use std::os::unix::net::{self, SocketAddr};
use std::panic::Location;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// A socket that accepts connections from the same machine: std's [`UnixListener`](std::os::unix::net::UnixListener), whose
/// `accept` parks the goroutine.
///
/// As in std, and unlike in Go, the name stays in the file system when the listener is closed.
///
/// ```
/// use goroutines::go;
/// use goroutines::net::{UnixListener, UnixStream};
/// use std::io::{Read, Write};
///
/// let path = std::env::temp_dir().join(format!("goroutines-listener-{}", std::process::id()));
/// let listener = UnixListener::bind(&path)?;
/// let server = go! {
///     let (mut stream, _) = listener.accept()?;
///     stream.write_all(b"hello")
/// };
/// let mut text = String::new();
/// UnixStream::connect(&path)?.read_to_string(&mut text)?;
/// assert_eq!(text, "hello");
/// server.join().unwrap()?;
/// std::fs::remove_file(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct UnixListener {
    inner: Arc<Socket<mio::net::UnixListener>>,
}

impl UnixListener {
    /// Listens under that name, which must not exist: std's.
    ///
    /// # Errors
    ///
    /// The system's.
    #[doc(alias = "ListenUnix")]
    pub fn bind(path: impl AsRef<Path>) -> io::Result<UnixListener> {
        net::UnixListener::bind(path)?.try_into()
    }

    /// Listens at that address, which may have no name in the file system: std's.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn bind_addr(address: &SocketAddr) -> io::Result<UnixListener> {
        net::UnixListener::bind_addr(address)?.try_into()
    }

    /// Waits for a connection: std's.
    ///
    /// # Errors
    ///
    /// The system's, in particular when no descriptor is left; `TimedOut` after the deadline; [`Closed`](crate::net::Closed).
    #[doc(alias = "AcceptUnix")]
    #[track_caller]
    pub fn accept(&self) -> io::Result<(UnixStream, SocketAddr)> {
        let (stream, address) = self.inner.run(Side::Read, Location::caller(), mio::net::UnixListener::accept)?;
        place::spread_next();
        Ok((UnixStream::of(stream.into()), address))
    }

    /// The connections that come, one after the other, without an end: std's.
    pub fn incoming(&self) -> UnixIncoming<'_> {
        UnixIncoming { listener: self }
    }

    /// The address that the listener is bound to: std's.
    ///
    /// # Errors
    ///
    /// If the listener was closed.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.ask(mio::net::UnixListener::local_addr)
    }

    /// Sets the moment after which `accept` fails with `TimedOut`; `None` takes it away. Go's `SetDeadline`.
    ///
    /// # Errors
    ///
    /// If the listener was closed.
    #[doc(alias = "SetDeadline")]
    pub fn set_deadline(&self, deadline: Option<Instant>) -> io::Result<()> {
        self.inner.set_deadline(deadline)
    }
}

handle!(UnixListener, net::UnixListener, mio::net::UnixListener, mio::net::UnixListener::from_std);

impl fmt::Debug for UnixListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("UnixListener");
        f.field("fd", &self.inner.number());
        if let Ok(address) = self.local_addr() {
            f.field("local", &address);
        }
        f.finish()
    }
}

/// The connections that come; see [`UnixListener::incoming`].
#[derive(Debug)]
pub struct UnixIncoming<'a> {
    listener: &'a UnixListener,
}

impl Iterator for UnixIncoming<'_> {
    type Item = io::Result<UnixStream>;

    #[track_caller]
    fn next(&mut self) -> Option<io::Result<UnixStream>> {
        Some(self.listener.accept().map(|(stream, _)| stream))
    }
}

impl FusedIterator for UnixIncoming<'_> {}

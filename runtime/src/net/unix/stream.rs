//! A connection to a process of the same machine.

#![forbid(unsafe_code)]

use crate::blocking::call::blocking;
use crate::drive::source::Side;
use crate::net::handle::{handle, limits, stream};
use crate::net::socket::Socket;
use std::convert::identity;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{self, SocketAddr};
use std::panic::Location;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A connection to a process of the same machine: std's [`UnixStream`](std::os::unix::net::UnixStream), whose calls park the
/// goroutine.
///
/// ```
/// use goroutines::net::UnixStream;
/// use std::io::{Read, Write};
///
/// let (mut a, mut b) = UnixStream::pair()?;
/// a.write_all(b"hello")?;
/// drop(a);
/// let mut text = String::new();
/// b.read_to_string(&mut text)?;
/// assert_eq!(text, "hello");
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "UnixConn")]
pub struct UnixStream {
    inner: Arc<Socket<net::UnixStream>>,
}

impl UnixStream {
    pub(in crate::net) fn socket(&self) -> &Socket<net::UnixStream> {
        &self.inner
    }

    /// Opens a connection to the socket of that name: std's. Where the listener has as many waiting as it takes, it waits.
    ///
    /// # Errors
    ///
    /// The system's.
    #[doc(alias = "DialUnix")]
    #[track_caller]
    pub fn connect(path: impl AsRef<Path>) -> io::Result<UnixStream> {
        let path = path.as_ref();
        match mio::net::UnixStream::connect(path) {
            Ok(stream) => Ok(UnixStream::of(stream.into())),
            // The listener's queue is full, and the system tells of no end of that.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                blocking(|| net::UnixStream::connect(path))?.try_into()
            }
            Err(error) => Err(error),
        }
    }

    /// Opens a connection to the socket at that address, which may have no name in the file system: std's.
    ///
    /// # Errors
    ///
    /// The system's.
    #[track_caller]
    pub fn connect_addr(address: &SocketAddr) -> io::Result<UnixStream> {
        match mio::net::UnixStream::connect_addr(address) {
            Ok(stream) => Ok(UnixStream::of(stream.into())),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                blocking(|| net::UnixStream::connect_addr(address))?.try_into()
            }
            Err(error) => Err(error),
        }
    }

    /// Two ends that are connected to each other: std's.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn pair() -> io::Result<(UnixStream, UnixStream)> {
        let (a, b) = net::UnixStream::pair()?;
        Ok((a.try_into()?, b.try_into()?))
    }

    /// The peer's address: std's.
    ///
    /// # Errors
    ///
    /// The system's, or if the socket was closed.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.ask(net::UnixStream::peer_addr)
    }

    /// The own address: std's.
    ///
    /// # Errors
    ///
    /// The system's, or if the socket was closed.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.ask(net::UnixStream::local_addr)
    }

    /// Ends one direction, or both: std's.
    ///
    /// # Errors
    ///
    /// The system's, or if the socket was closed.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.inner.ask(|io| io.shutdown(how))
    }
}

handle!(UnixStream, net::UnixStream, net::UnixStream, identity);
limits!(
    UnixStream,
    "use goroutines::net::UnixStream;
use std::io::{ErrorKind, Read};
use std::time::Instant;

let (mut a, _b) = UnixStream::pair()?;
a.set_deadline(Some(Instant::now()))?;
assert_eq!(a.read(&mut [0; 16]).unwrap_err().kind(), ErrorKind::TimedOut);
# Ok::<(), std::io::Error>(())"
);
stream!(UnixStream, net::UnixStream);

impl fmt::Debug for UnixStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("UnixStream");
        f.field("fd", &self.inner.number());
        if let Ok(address) = self.local_addr() {
            f.field("local", &address);
        }
        if let Ok(peer) = self.peer_addr() {
            f.field("peer", &peer);
        }
        f.finish()
    }
}

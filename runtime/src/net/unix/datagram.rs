//! A socket for datagrams between processes of the same machine.

#![forbid(unsafe_code)]

use crate::drive::source::Side;
use crate::net::handle::{handle, limits};
use crate::net::socket::Socket;
use std::convert::identity;
use std::fmt;
use std::io;
use std::net::Shutdown;
use std::os::unix::net::{self, SocketAddr};
use std::panic::Location;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A socket for datagrams between processes of the same machine: std's
/// [`UnixDatagram`](std::os::unix::net::UnixDatagram), whose calls park the goroutine.
///
/// The system does not tell when a receiver that was full has room again. So `send_to` to one that others fill, too, looks again
/// after a little while; a connected socket is told.
///
/// ```
/// use goroutines::net::UnixDatagram;
///
/// let (a, b) = UnixDatagram::pair()?;
/// a.send(b"hello")?;
/// let mut buffer = [0; 16];
/// assert_eq!(b.recv(&mut buffer)?, 5);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct UnixDatagram {
    inner: Arc<Socket<net::UnixDatagram>>,
}

impl UnixDatagram {
    /// A socket under that name, which must not exist: std's.
    ///
    /// # Errors
    ///
    /// The system's.
    #[doc(alias = "ListenUnixgram")]
    pub fn bind(path: impl AsRef<Path>) -> io::Result<UnixDatagram> {
        net::UnixDatagram::bind(path)?.try_into()
    }

    /// A socket at that address: std's.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn bind_addr(address: &SocketAddr) -> io::Result<UnixDatagram> {
        net::UnixDatagram::bind_addr(address)?.try_into()
    }

    /// A socket without a name: std's.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn unbound() -> io::Result<UnixDatagram> {
        net::UnixDatagram::unbound()?.try_into()
    }

    /// Two that are connected to each other: std's.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn pair() -> io::Result<(UnixDatagram, UnixDatagram)> {
        let (a, b) = net::UnixDatagram::pair()?;
        Ok((a.try_into()?, b.try_into()?))
    }

    /// Sends to, and receives from, the socket of that name alone from now on: std's.
    ///
    /// # Errors
    ///
    /// The system's, or if the socket was closed.
    pub fn connect(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.inner.ask(|io| io.connect(path))
    }

    /// The own address: std's.
    ///
    /// # Errors
    ///
    /// If the socket was closed.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.ask(net::UnixDatagram::local_addr)
    }

    /// The address that the socket was connected to: std's.
    ///
    /// # Errors
    ///
    /// If there is none, or the socket was closed.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.ask(net::UnixDatagram::peer_addr)
    }

    /// Receives a datagram and where it is from: std's.
    ///
    /// # Errors
    ///
    /// The system's; `TimedOut` after the deadline; [`Closed`](crate::net::Closed).
    #[track_caller]
    pub fn recv_from(&self, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.inner.run(Side::Read, Location::caller(), |io| io.recv_from(buffer))
    }

    /// Receives a datagram: std's.
    ///
    /// # Errors
    ///
    /// As [`recv_from`](Self::recv_from).
    #[track_caller]
    pub fn recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.run(Side::Read, Location::caller(), |io| io.recv(buffer))
    }

    /// Sends a datagram to the socket of that name: std's.
    ///
    /// # Errors
    ///
    /// The system's; `TimedOut` after the deadline; [`Closed`](crate::net::Closed).
    #[track_caller]
    pub fn send_to(&self, buffer: &[u8], path: impl AsRef<Path>) -> io::Result<usize> {
        let path = path.as_ref();
        self.inner.run_looking(Side::Write, Location::caller(), |io| io.send_to(buffer, path))
    }

    /// Sends a datagram to the socket that this one is connected to: std's.
    ///
    /// # Errors
    ///
    /// As [`send_to`](Self::send_to).
    #[track_caller]
    pub fn send(&self, buffer: &[u8]) -> io::Result<usize> {
        self.inner.run(Side::Write, Location::caller(), |io| io.send(buffer))
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

handle!(UnixDatagram, net::UnixDatagram, net::UnixDatagram, identity);
limits!(
    UnixDatagram,
    "use goroutines::net::UnixDatagram;
use std::io::ErrorKind;
use std::time::Instant;

let (a, _b) = UnixDatagram::pair()?;
a.set_deadline(Some(Instant::now()))?;
assert_eq!(a.recv(&mut [0; 16]).unwrap_err().kind(), ErrorKind::TimedOut);
# Ok::<(), std::io::Error>(())"
);

impl fmt::Debug for UnixDatagram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("UnixDatagram");
        f.field("fd", &self.inner.number());
        if let Ok(address) = self.local_addr() {
            f.field("local", &address);
        }
        f.finish()
    }
}

//! A TCP connection.

#![forbid(unsafe_code)]

use super::addresses::ToSocketAddrs;
use super::connect;
use super::handle::{handle, limits, stream};
use super::socket::Socket;
use crate::context::Context;
use crate::drive::source::Side;
use std::convert::identity;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{self, Shutdown, SocketAddr};
use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A TCP connection: std's [`TcpStream`](std::net::TcpStream), whose calls park the goroutine. On a plain thread they block
/// the thread.
///
/// Reading and writing may go on at the same time, in two goroutines, each with a reference or a clone.
///
/// ```
/// use goroutines::go;
/// use goroutines::net::{TcpListener, TcpStream};
/// use std::io::{Read, Write};
///
/// let listener = TcpListener::bind("127.0.0.1:0")?;
/// let address = listener.local_addr()?;
/// let server = go! {
///     let (mut stream, _) = listener.accept()?;
///     stream.write_all(b"hello")
/// };
/// let mut text = String::new();
/// TcpStream::connect(address)?.read_to_string(&mut text)?;
/// assert_eq!(text, "hello");
/// server.join().unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "TCPConn")]
#[doc(alias = "Conn")]
pub struct TcpStream {
    pub(super) inner: Arc<Socket<net::TcpStream>>,
}

impl TcpStream {
    pub(super) fn socket(&self) -> &Socket<net::TcpStream> {
        &self.inner
    }

    /// Opens a connection to one of the addresses: std's, and Go's `Dial`. Names are looked up without holding up the worker. If
    /// there are addresses of both families, the two are tried side by side, the first family a quarter of a second
    /// ahead, and the connection that is there first is taken (RFC 8305).
    ///
    /// # Errors
    ///
    /// The last address's error, if none answers.
    ///
    /// ```
    /// use goroutines::net::{TcpListener, TcpStream};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let stream = TcpStream::connect(listener.local_addr()?)?;
    /// assert_eq!(stream.peer_addr()?, listener.local_addr()?);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[doc(alias = "Dial")]
    #[track_caller]
    pub fn connect(addresses: impl ToSocketAddrs) -> io::Result<TcpStream> {
        connect::to_any(addresses.to_socket_addrs()?.collect(), Location::caller())
    }

    /// Opens a connection, and gives up after the time: std's, and Go's `DialTimeout`.
    ///
    /// # Errors
    ///
    /// `TimedOut` when the time has passed; otherwise the system's.
    ///
    /// ```
    /// use goroutines::net::{TcpListener, TcpStream};
    /// use std::time::Duration;
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let stream = TcpStream::connect_timeout(&listener.local_addr()?, Duration::from_secs(1))?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[doc(alias = "DialTimeout")]
    #[track_caller]
    pub fn connect_timeout(address: &SocketAddr, timeout: Duration) -> io::Result<TcpStream> {
        if timeout.is_zero() {
            return Err(super::error::zero_timeout());
        }
        connect::to_one(*address, Instant::now().checked_add(timeout), Location::caller())
    }

    /// Opens a connection to one of the addresses, and gives up when the context is done, also while a name is looked up: Go's
    /// `DialContext`. The connection does not depend on the context once it is there.
    ///
    /// # Errors
    ///
    /// The context's ([`ContextError`](crate::context::ContextError)) when it is done; otherwise as [`connect`](Self::connect).
    ///
    /// ```
    /// use goroutines::context::Context;
    /// use goroutines::net::TcpStream;
    ///
    /// let (ctx, cancel) = Context::background().with_cancel();
    /// cancel.cancel();
    /// let error = TcpStream::connect_with(&ctx, "127.0.0.1:9").unwrap_err();
    /// assert_eq!(error.to_string(), "context canceled");
    /// ```
    #[doc(alias = "DialContext")]
    #[track_caller]
    pub fn connect_with(ctx: &Context, addresses: impl ToSocketAddrs + Send + 'static) -> io::Result<TcpStream> {
        connect::with_context(ctx, addresses, Location::caller())
    }

    /// The peer's address: std's.
    ///
    /// # Errors
    ///
    /// If the connection is no more.
    #[doc(alias = "RemoteAddr")]
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.ask(net::TcpStream::peer_addr)
    }

    /// The own address: std's.
    ///
    /// # Errors
    ///
    /// If the socket was closed.
    #[doc(alias = "LocalAddr")]
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.ask(net::TcpStream::local_addr)
    }

    /// Ends one direction, or both: std's. The peer reads to the end, and calls that wait here return.
    ///
    /// # Errors
    ///
    /// If the connection is no more.
    ///
    /// ```
    /// use goroutines::net::{TcpListener, TcpStream};
    /// use std::io::{Read, Write};
    /// use std::net::Shutdown;
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let mut client = TcpStream::connect(listener.local_addr()?)?;
    /// client.write_all(b"question")?;
    /// client.shutdown(Shutdown::Write)?;
    /// let (mut served, _) = listener.accept()?;
    /// let mut text = String::new();
    /// served.read_to_string(&mut text)?;
    /// served.write_all(text.to_uppercase().as_bytes())?;
    /// drop(served);
    /// text.clear();
    /// client.read_to_string(&mut text)?;
    /// assert_eq!(text, "QUESTION");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[doc(alias = "CloseRead")]
    #[doc(alias = "CloseWrite")]
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.inner.ask(|io| io.shutdown(how))
    }

    /// Reads without taking: the next read gives the same bytes. std's.
    ///
    /// # Errors
    ///
    /// As for reading.
    #[track_caller]
    pub fn peek(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.run(Side::Read, Location::caller(), |io| io.peek(buffer))
    }

    /// Whether small writes are sent at once: std's. In Go that is the default, here, as in std, it is not.
    ///
    /// # Errors
    ///
    /// If the socket was closed.
    #[doc(alias = "SetNoDelay")]
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.inner.ask(|io| io.set_nodelay(nodelay))
    }

    /// Whether small writes are sent at once.
    ///
    /// # Errors
    ///
    /// If the socket was closed.
    pub fn nodelay(&self) -> io::Result<bool> {
        self.inner.ask(net::TcpStream::nodelay)
    }

    /// Sets the time to live of packets: std's.
    ///
    /// # Errors
    ///
    /// If the socket was closed.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.inner.ask(|io| io.set_ttl(ttl))
    }

    /// The time to live of packets.
    ///
    /// # Errors
    ///
    /// If the socket was closed.
    pub fn ttl(&self) -> io::Result<u32> {
        self.inner.ask(net::TcpStream::ttl)
    }
}

handle!(TcpStream, net::TcpStream, net::TcpStream, identity);
limits!(
    TcpStream,
    "use goroutines::net::{TcpListener, TcpStream};
use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

let listener = TcpListener::bind(\"127.0.0.1:0\")?;
let mut stream = TcpStream::connect(listener.local_addr()?)?;
stream.set_deadline(Some(Instant::now() + Duration::from_millis(5)))?;
assert_eq!(stream.read(&mut [0; 16]).unwrap_err().kind(), ErrorKind::TimedOut);
// It stays in the past until another is set.
assert_eq!(stream.read(&mut [0; 16]).unwrap_err().kind(), ErrorKind::TimedOut);
stream.set_deadline(None)?;
# Ok::<(), std::io::Error>(())"
);
stream!(TcpStream, net::TcpStream);

impl fmt::Debug for TcpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("TcpStream");
        if let Ok(address) = self.local_addr() {
            f.field("addr", &address);
        }
        if let Ok(peer) = self.peer_addr() {
            f.field("peer", &peer);
        }
        f.field("fd", &self.inner.number()).finish()
    }
}

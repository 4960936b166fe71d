//! A TCP socket that accepts connections.

#![forbid(unsafe_code)]

use super::addresses::{ToSocketAddrs, each};
use super::handle::handle;
use super::socket::Socket;
use super::tcp_stream::TcpStream;
use crate::drive::source::Side;
use crate::sched::place;
use std::fmt;
use std::io;
use std::iter::FusedIterator;
use std::net::{self, SocketAddr};
use std::panic::Location;
use std::sync::Arc;
use std::time::Instant;

/// A TCP socket that accepts connections: std's [`TcpListener`](std::net::TcpListener), whose `accept` parks the goroutine.
///
/// Several goroutines may accept from one listener. The goroutine that is started next after an `accept`
/// starts, and stays, on the worker with the fewest, so that connections are served by all workers alike.
///
/// ```
/// use goroutines::go;
/// use goroutines::net::{TcpListener, TcpStream};
/// use std::io::{Read, Write};
///
/// let listener = TcpListener::bind("127.0.0.1:0")?;
/// let address = listener.local_addr()?;
/// let server = listener.try_clone()?;
/// go! {
///     for stream in server.incoming() {
///         let Ok(mut stream) = stream else { return };
///         go! { let _ = stream.write_all(b"hello"); }
///     }
/// }
/// let mut text = String::new();
/// TcpStream::connect(address)?.read_to_string(&mut text)?;
/// assert_eq!(text, "hello");
/// listener.close()?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "Listener")]
#[doc(alias = "TCPListener")]
pub struct TcpListener {
    inner: Arc<Socket<mio::net::TcpListener>>,
}

impl TcpListener {
    /// Listens at the first of the addresses that can be had: std's, and Go's `Listen`. Port 0 has the system choose one.
    ///
    /// # Errors
    ///
    /// The last address's error.
    ///
    /// ```
    /// use goroutines::net::TcpListener;
    ///
    /// let listener = TcpListener::bind(("127.0.0.1", 0))?;
    /// assert_ne!(listener.local_addr()?.port(), 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[doc(alias = "Listen")]
    #[track_caller]
    pub fn bind(addresses: impl ToSocketAddrs) -> io::Result<TcpListener> {
        each(addresses, net::TcpListener::bind)?.try_into()
    }

    /// Waits for a connection: std's. One that its peer has given up before it was accepted is passed over.
    ///
    /// # Errors
    ///
    /// The system's: in particular when no descriptor is left (`EMFILE`), and then it is tried again in vain until one is: wait
    /// a little before that, as the book's page on `net` shows. [`Closed`](super::Closed) when the listener was closed.
    #[doc(alias = "Accept")]
    #[track_caller]
    pub fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, address) = self.inner.run(Side::Read, Location::caller(), |io| {
            loop {
                match io.accept() {
                    Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                    result => return result,
                }
            }
        })?;
        place::spread_next();
        Ok((TcpStream::of(stream.into()), address))
    }

    /// The connections that come, one after the other, without an end: std's. Of an error it gives one more try.
    pub fn incoming(&self) -> Incoming<'_> {
        Incoming { listener: self }
    }

    /// The address that the listener is bound to: std's, and Go's `Addr`.
    ///
    /// # Errors
    ///
    /// If the listener was closed.
    #[doc(alias = "Addr")]
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.ask(mio::net::TcpListener::local_addr)
    }

    /// Sets the moment after which `accept` fails with `TimedOut`, for the one that waits and for all that come later; `None`
    /// takes it away. Go's `SetDeadline`.
    ///
    /// # Errors
    ///
    /// If the listener was closed.
    ///
    /// ```
    /// use goroutines::net::TcpListener;
    /// use std::io::ErrorKind;
    /// use std::time::Instant;
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// listener.set_deadline(Some(Instant::now()))?;
    /// assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::TimedOut);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[doc(alias = "SetDeadline")]
    pub fn set_deadline(&self, deadline: Option<Instant>) -> io::Result<()> {
        self.inner.set_deadline(deadline)
    }

    /// Sets the time to live of packets: std's.
    ///
    /// # Errors
    ///
    /// If the listener was closed.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.inner.ask(|io| io.set_ttl(ttl))
    }

    /// The time to live of packets.
    ///
    /// # Errors
    ///
    /// If the listener was closed.
    pub fn ttl(&self) -> io::Result<u32> {
        self.inner.ask(mio::net::TcpListener::ttl)
    }
}

handle!(TcpListener, net::TcpListener, mio::net::TcpListener, mio::net::TcpListener::from_std);

impl fmt::Debug for TcpListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("TcpListener");
        if let Ok(address) = self.local_addr() {
            f.field("addr", &address);
        }
        f.field("fd", &self.inner.number()).finish()
    }
}

/// The connections that come; see [`TcpListener::incoming`].
#[derive(Debug)]
pub struct Incoming<'a> {
    listener: &'a TcpListener,
}

impl Iterator for Incoming<'_> {
    type Item = io::Result<TcpStream>;

    #[track_caller]
    fn next(&mut self) -> Option<io::Result<TcpStream>> {
        Some(self.listener.accept().map(|(stream, _)| stream))
    }
}

impl FusedIterator for Incoming<'_> {}

//! A UDP socket.

#![forbid(unsafe_code)]

use super::addresses::{ToSocketAddrs, each};
use super::handle::{handle, limits};
use super::socket::Socket;
use crate::drive::source::Side;
use std::convert::identity;
use std::fmt;
use std::io;
use std::net::{self, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A UDP socket: std's [`UdpSocket`](std::net::UdpSocket), whose calls park the goroutine.
///
/// A datagram that is longer than the buffer is cut, as in std.
///
/// ```
/// use goroutines::go;
/// use goroutines::net::UdpSocket;
///
/// let server = UdpSocket::bind("127.0.0.1:0")?;
/// let address = server.local_addr()?;
/// let echo = go! {
///     let mut buffer = [0; 64];
///     let (length, from) = server.recv_from(&mut buffer)?;
///     server.send_to(&buffer[..length], from)
/// };
/// let client = UdpSocket::bind("127.0.0.1:0")?;
/// client.connect(address)?;
/// client.send(b"hello")?;
/// let mut buffer = [0; 64];
/// assert_eq!(client.recv(&mut buffer)?, 5);
/// assert_eq!(&buffer[..5], b"hello");
/// echo.join().unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "UDPConn")]
#[doc(alias = "PacketConn")]
pub struct UdpSocket {
    inner: Arc<Socket<net::UdpSocket>>,
}

/// Options that are std's, word for word.
macro_rules! options {
    ($($(#[doc = $about:literal])+ $name:ident(&self $(, $argument:ident: $of:ty)*) -> $result:ty;)+) => {
        impl UdpSocket {$(
            $(#[doc = $about])+
            ///
            /// # Errors
            ///
            /// The system's, or if the socket was closed.
            pub fn $name(&self $(, $argument: $of)*) -> io::Result<$result> {
                self.inner.ask(|io| io.$name($($argument),*))
            }
        )+}
    };
}

options! {
    /// The own address: std's.
    local_addr(&self) -> SocketAddr;
    /// The address that the socket was connected to: std's.
    peer_addr(&self) -> SocketAddr;
    /// Whether it may send to a broadcast address: std's.
    set_broadcast(&self, broadcast: bool) -> ();
    /// Whether it may send to a broadcast address.
    broadcast(&self) -> bool;
    /// Sets the time to live of packets: std's.
    set_ttl(&self, ttl: u32) -> ();
    /// The time to live of packets.
    ttl(&self) -> u32;
    /// Whether multicast packets come back: std's.
    set_multicast_loop_v4(&self, back: bool) -> ();
    /// Whether multicast packets come back.
    multicast_loop_v4(&self) -> bool;
    /// Whether multicast packets come back: std's.
    set_multicast_loop_v6(&self, back: bool) -> ();
    /// Whether multicast packets come back.
    multicast_loop_v6(&self) -> bool;
    /// Sets the time to live of multicast packets: std's.
    set_multicast_ttl_v4(&self, ttl: u32) -> ();
    /// The time to live of multicast packets.
    multicast_ttl_v4(&self) -> u32;
    /// Joins a multicast group: std's.
    join_multicast_v4(&self, group: &Ipv4Addr, interface: &Ipv4Addr) -> ();
    /// Joins a multicast group: std's.
    join_multicast_v6(&self, group: &Ipv6Addr, interface: u32) -> ();
    /// Leaves a multicast group: std's.
    leave_multicast_v4(&self, group: &Ipv4Addr, interface: &Ipv4Addr) -> ();
    /// Leaves a multicast group: std's.
    leave_multicast_v6(&self, group: &Ipv6Addr, interface: u32) -> ();
}

impl UdpSocket {
    /// Makes a socket at the first of the addresses that can be had: std's, and Go's `ListenPacket`.
    ///
    /// # Errors
    ///
    /// The last address's error.
    ///
    /// ```
    /// use goroutines::net::UdpSocket;
    ///
    /// assert_ne!(UdpSocket::bind("127.0.0.1:0")?.local_addr()?.port(), 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[doc(alias = "ListenPacket")]
    #[track_caller]
    pub fn bind(addresses: impl ToSocketAddrs) -> io::Result<UdpSocket> {
        each(addresses, net::UdpSocket::bind)?.try_into()
    }

    /// Sends to, and receives from, this address alone from now on: std's. Of several it is the first that can be had.
    ///
    /// # Errors
    ///
    /// The last address's error.
    #[track_caller]
    pub fn connect(&self, addresses: impl ToSocketAddrs) -> io::Result<()> {
        each(addresses, |address| self.inner.ask(|io| io.connect(address)))
    }

    /// Receives a datagram: its length, of which no more than the buffer holds is there, and where it is from. std's.
    ///
    /// # Errors
    ///
    /// The system's; `TimedOut` after the deadline; [`Closed`](super::Closed).
    #[doc(alias = "ReadFrom")]
    #[track_caller]
    pub fn recv_from(&self, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.inner.run(Side::Read, Location::caller(), |io| io.recv_from(buffer))
    }

    /// As [`recv_from`](Self::recv_from), and the datagram stays: std's.
    ///
    /// # Errors
    ///
    /// As [`recv_from`](Self::recv_from).
    #[track_caller]
    pub fn peek_from(&self, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.inner.run(Side::Read, Location::caller(), |io| io.peek_from(buffer))
    }

    /// Receives a datagram from the address that the socket was connected to: std's.
    ///
    /// # Errors
    ///
    /// As [`recv_from`](Self::recv_from).
    #[doc(alias = "Read")]
    #[track_caller]
    pub fn recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.run(Side::Read, Location::caller(), |io| io.recv(buffer))
    }

    /// As [`recv`](Self::recv), and the datagram stays: std's.
    ///
    /// # Errors
    ///
    /// As [`recv_from`](Self::recv_from).
    #[track_caller]
    pub fn peek(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.run(Side::Read, Location::caller(), |io| io.peek(buffer))
    }

    /// Sends a datagram to the first of the addresses: std's.
    ///
    /// # Errors
    ///
    /// The system's; `TimedOut` after the deadline; [`Closed`](super::Closed).
    #[doc(alias = "WriteTo")]
    #[track_caller]
    pub fn send_to(&self, buffer: &[u8], addresses: impl ToSocketAddrs) -> io::Result<usize> {
        let location = Location::caller();
        let first = addresses.to_socket_addrs()?.next();
        let Some(address) = first else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no addresses to send data to"));
        };
        self.inner.run(Side::Write, location, |io| io.send_to(buffer, address))
    }

    /// Sends a datagram to the address that the socket was connected to: std's.
    ///
    /// # Errors
    ///
    /// As [`send_to`](Self::send_to).
    #[doc(alias = "Write")]
    #[track_caller]
    pub fn send(&self, buffer: &[u8]) -> io::Result<usize> {
        self.inner.run(Side::Write, Location::caller(), |io| io.send(buffer))
    }
}

handle!(UdpSocket, net::UdpSocket, net::UdpSocket, identity);
limits!(
    UdpSocket,
    "use goroutines::net::UdpSocket;
use std::io::ErrorKind;
use std::time::Instant;

let socket = UdpSocket::bind(\"127.0.0.1:0\")?;
socket.set_deadline(Some(Instant::now()))?;
assert_eq!(socket.recv_from(&mut [0; 16]).unwrap_err().kind(), ErrorKind::TimedOut);
# Ok::<(), std::io::Error>(())"
);

impl fmt::Debug for UdpSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("UdpSocket");
        if let Ok(address) = self.local_addr() {
            f.field("addr", &address);
        }
        f.field("fd", &self.inner.number()).finish()
    }
}

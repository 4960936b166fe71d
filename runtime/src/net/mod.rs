//! Sockets, as in `std::net` and `std::os::unix::net`: the goroutine is parked until there is something to read, room to write,
//! a connection to accept.
//!
//! The types have std's names, methods and traits, so that a program moves here by changing its imports. A goroutine that waits
//! costs its stack and no thread; a server is a loop around `accept` and a `go!`. On plain threads the calls block the thread, as
//! std's do. Names are looked up by [`blocking`](crate::blocking).
//!
//! From Go come deadlines, which are points in time that another goroutine may set (`set_deadline` and its like), `close`,
//! which ends the calls that wait, and connections that give up with a context ([`TcpStream::connect_with`]).
//!
//! ```
//! use goroutines::go;
//! use goroutines::net::{TcpListener, TcpStream};
//! use std::io::{Read, Write};
//!
//! let listener = TcpListener::bind("127.0.0.1:0")?;
//! let address = listener.local_addr()?;
//! go! {
//!     for stream in listener.incoming() {
//!         let Ok(mut stream) = stream else { continue };
//!         go! {
//!             let mut buffer = [0; 1024];
//!             while let Ok(length @ 1..) = stream.read(&mut buffer) {
//!                 if stream.write_all(&buffer[..length]).is_err() {
//!                     return;
//!                 }
//!             }
//!         }
//!     }
//! }
//! let mut stream = TcpStream::connect(address)?;
//! stream.write_all(b"hello")?;
//! let mut echo = [0; 5];
//! stream.read_exact(&mut echo)?;
//! assert_eq!(&echo, b"hello");
//! # Ok::<(), std::io::Error>(())
//! ```

mod addresses;
mod connect;
mod copy;
mod error;
mod handle;
mod nowhere;
mod pipe;
mod socket;
mod tcp_listener;
mod tcp_stream;
mod udp;
mod unix;

pub use addresses::ToSocketAddrs;
pub use copy::{Stream, copy};
pub use error::Closed;
pub use pipe::{Pipe, pipe};
pub use std::net::{AddrParseError, IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6};
pub use tcp_listener::{Incoming, TcpListener};
pub use tcp_stream::TcpStream;
pub use udp::UdpSocket;
pub use unix::datagram::UnixDatagram;
pub use unix::listener::{UnixIncoming, UnixListener};
pub use unix::stream::UnixStream;

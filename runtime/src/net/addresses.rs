//! Names and addresses: std's `ToSocketAddrs`, which parks the goroutine while the system looks a name up.

#![forbid(unsafe_code)]

use crate::blocking::call::blocking;
use std::io;
use std::iter::{Cloned, once};
use std::net::{self, IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::slice;
use std::vec;

/// What addresses can be made of: std's [`ToSocketAddrs`](std::net::ToSocketAddrs), for the same types. The goroutine is
/// parked while the system looks a name up; what is an address already is not looked up.
///
/// ```
/// use goroutines::net::ToSocketAddrs;
///
/// let found: Vec<_> = "127.0.0.1:80".to_socket_addrs()?.collect();
/// assert_eq!(found, ["127.0.0.1:80".parse().unwrap()]);
/// assert!(("localhost", 80).to_socket_addrs()?.next().is_some());
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(alias = "LookupHost")]
pub trait ToSocketAddrs {
    /// The addresses, one after the other.
    type Iter: Iterator<Item = SocketAddr>;

    /// Finds the addresses.
    ///
    /// # Errors
    ///
    /// If there is no such name, or it cannot be looked up.
    fn to_socket_addrs(&self) -> io::Result<Self::Iter>;
}

macro_rules! addresses {
    ($($of:ty),+) => {$(
        impl ToSocketAddrs for $of {
            type Iter = <$of as net::ToSocketAddrs>::Iter;

            fn to_socket_addrs(&self) -> io::Result<Self::Iter> {
                net::ToSocketAddrs::to_socket_addrs(self)
            }
        }
    )+};
}

// None of these is looked up.
addresses!(SocketAddr, SocketAddrV4, SocketAddrV6, (IpAddr, u16), (Ipv4Addr, u16), (Ipv6Addr, u16));

impl ToSocketAddrs for (&str, u16) {
    type Iter = vec::IntoIter<SocketAddr>;

    #[track_caller]
    fn to_socket_addrs(&self) -> io::Result<vec::IntoIter<SocketAddr>> {
        let (host, port) = *self;
        match host.parse::<IpAddr>() {
            Ok(address) => Ok(listed(SocketAddr::new(address, port))),
            Err(_) => blocking(|| net::ToSocketAddrs::to_socket_addrs(&(host, port))),
        }
    }
}

impl ToSocketAddrs for (String, u16) {
    type Iter = vec::IntoIter<SocketAddr>;

    #[track_caller]
    fn to_socket_addrs(&self) -> io::Result<vec::IntoIter<SocketAddr>> {
        (&*self.0, self.1).to_socket_addrs()
    }
}

impl ToSocketAddrs for str {
    type Iter = vec::IntoIter<SocketAddr>;

    #[track_caller]
    fn to_socket_addrs(&self) -> io::Result<vec::IntoIter<SocketAddr>> {
        match self.parse() {
            Ok(address) => Ok(listed(address)),
            Err(_) => blocking(|| net::ToSocketAddrs::to_socket_addrs(self)),
        }
    }
}

impl ToSocketAddrs for String {
    type Iter = vec::IntoIter<SocketAddr>;

    #[track_caller]
    fn to_socket_addrs(&self) -> io::Result<vec::IntoIter<SocketAddr>> {
        (**self).to_socket_addrs()
    }
}

impl<'a> ToSocketAddrs for &'a [SocketAddr] {
    type Iter = Cloned<slice::Iter<'a, SocketAddr>>;

    fn to_socket_addrs(&self) -> io::Result<Self::Iter> {
        Ok(self.iter().cloned())
    }
}

impl<T: ToSocketAddrs + ?Sized> ToSocketAddrs for &T {
    type Iter = T::Iter;

    #[track_caller]
    fn to_socket_addrs(&self) -> io::Result<T::Iter> {
        (**self).to_socket_addrs()
    }
}

fn listed(address: SocketAddr) -> vec::IntoIter<SocketAddr> {
    once(address).collect::<Vec<_>>().into_iter()
}

/// Tries one address after the other. The last one's error is that of all.
pub(super) fn each<R>(
    addresses: impl ToSocketAddrs,
    mut attempt: impl FnMut(SocketAddr) -> io::Result<R>,
) -> io::Result<R> {
    let mut last = None;
    for address in addresses.to_socket_addrs()? {
        match attempt(address) {
            Ok(result) => return Ok(result),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(super::error::no_addresses))
}

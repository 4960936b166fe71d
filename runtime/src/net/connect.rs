//! Opening connections: to one address, to the first of several that answers, for as long as a context lasts.
//!
//! A connection is begun without waiting, and its socket becomes writable when it is there or has failed. A context that ends
//! meanwhile sets the socket's deadline into the past. If it does so when the connection is just there, the connection is given
//! up, as in Go: nobody could tell whether its deadline is yet to be set.
//!
//! *Both families.* Where a name has addresses of both, one of them may lead nowhere, and a connection to it would take minutes
//! to fail. So the family of the first address gets a start of a quarter of a second, and then the two run side by side (RFC
//! 8305). The one that is late is cancelled.

#![forbid(unsafe_code)]

use super::addresses::ToSocketAddrs;
use super::error;
use super::tcp_stream::TcpStream;
use crate::channel::{self, RecvTimeoutError, Select};
use crate::context::Context;
use crate::drive::source::Side;
use crate::go::spawn::spawn_detached;
use std::io;
use std::net::SocketAddr;
use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The start that one family has.
const HEAD_START: Duration = Duration::from_millis(250);

type Caller = &'static Location<'static>;

/// Connects to one address, not longer than until then.
pub(super) fn to_one(address: SocketAddr, until: Option<Instant>, caller: Caller) -> io::Result<TcpStream> {
    let stream = begin(address)?;
    finish(&stream, until, caller)?;
    Ok(stream)
}

fn begin(address: SocketAddr) -> io::Result<TcpStream> {
    Ok(TcpStream::of(mio::net::TcpStream::connect(address)?.into()))
}

fn finish(stream: &TcpStream, until: Option<Instant>, caller: Caller) -> io::Result<()> {
    let connected = stream.inner.run_until(Side::Write, until, caller, |io| {
        if let Some(error) = io.take_error()? {
            return Err(error);
        }
        match io.peer_addr() {
            Ok(_) => Ok(()),
            // The socket may be told of for no reason: it is not there yet.
            Err(error) if error.kind() == io::ErrorKind::NotConnected => Err(io::ErrorKind::WouldBlock.into()),
            Err(error) => Err(error),
        }
    });
    connected.map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => error::connect_timeout(),
        _ => error,
    })
}

/// Connects to one address while the context lasts.
fn while_it_lasts(ctx: Option<&Context>, address: SocketAddr, caller: Caller) -> io::Result<TcpStream> {
    let Some(ctx) = ctx else { return to_one(address, None, caller) };
    let stream = begin(address)?;
    let socket = Arc::clone(&stream.inner);
    let interrupter = ctx.after_func(move || {
        let _ = socket.set_deadline(Some(Instant::now()));
    });
    let connected = finish(&stream, None, caller);
    if interrupter.stop() { connected.map(|()| stream) } else { Err(ended(ctx)) }
}

fn ended(ctx: &Context) -> io::Error {
    ctx.err().map_or_else(error::deadline, io::Error::from)
}

/// Connects to the first that answers.
pub(super) fn to_any(addresses: Vec<SocketAddr>, caller: Caller) -> io::Result<TcpStream> {
    first_of(None, addresses, caller)
}

/// Looks the addresses up and connects to the first that answers, while the context lasts.
pub(super) fn with_context(
    ctx: &Context,
    addresses: impl ToSocketAddrs + Send + 'static,
    caller: Caller,
) -> io::Result<TcpStream> {
    if ctx.err().is_some() {
        return Err(ended(ctx));
    }
    let (found, wait) = channel::bounded(1);
    spawn_detached(caller, move || {
        let _ = found.send(addresses.to_socket_addrs().map(Iterator::collect));
    });
    let mut either = Select::new();
    let lookup = either.recv(&wait);
    either.recv(ctx.done());
    let ready = either.select();
    if ready.index() != lookup {
        let _ = ready.recv(ctx.done());
        return Err(ended(ctx));
    }
    match ready.recv(&wait) {
        Ok(addresses) => first_of(Some(ctx), addresses?, caller),
        Err(_) => Err(error::no_addresses()),
    }
}

fn first_of(ctx: Option<&Context>, addresses: Vec<SocketAddr>, caller: Caller) -> io::Result<TcpStream> {
    let Some(first) = addresses.first() else { return Err(error::no_addresses()) };
    let v4 = first.is_ipv4();
    let (ahead, behind): (Vec<_>, Vec<_>) = addresses.into_iter().partition(|address| address.is_ipv4() == v4);
    if behind.is_empty() {
        return in_turn(ctx, ahead, caller);
    }
    race(ctx, ahead, behind, caller)
}

/// Tries one after the other.
fn in_turn(ctx: Option<&Context>, addresses: Vec<SocketAddr>, caller: Caller) -> io::Result<TcpStream> {
    let mut last = None;
    for address in addresses {
        match while_it_lasts(ctx, address, caller) {
            Ok(stream) => return Ok(stream),
            Err(_) if ctx.is_some_and(|ctx| ctx.err().is_some()) => return Err(ctx.map_or_else(error::deadline, ended)),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(error::no_addresses))
}

fn race(
    ctx: Option<&Context>,
    ahead: Vec<SocketAddr>,
    behind: Vec<SocketAddr>,
    caller: Caller,
) -> io::Result<TcpStream> {
    let (race, cancel) = ctx.cloned().unwrap_or_else(Context::background).with_cancel();
    let _over = cancel.drop_guard();
    let (finished, finish) = channel::bounded(2);
    let run = |addresses| {
        let (race, finished) = (race.clone(), finished.clone());
        spawn_detached(caller, move || {
            // A connection that nobody waits for any more is closed with the channel.
            let _ = finished.send(in_turn(Some(&race), addresses, caller));
        });
    };
    run(ahead);
    let early = match finish.recv_timeout(HEAD_START) {
        Ok(Ok(stream)) => return Ok(stream),
        Ok(Err(error)) => Some(error),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
    };
    if ctx.is_some_and(|ctx| ctx.err().is_some()) {
        return Err(ctx.map_or_else(error::deadline, ended));
    }
    run(behind);
    let mut last = early;
    for _ in usize::from(last.is_some())..2 {
        match finish.recv() {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = Some(error),
            Err(_) => break,
        }
    }
    Err(match ctx {
        Some(ctx) if ctx.err().is_some() => ended(ctx),
        _ => last.unwrap_or_else(error::no_addresses),
    })
}

//! Has `ureq` connect with sockets that park the goroutine, and look names up without holding its worker.

use goroutines::net::{TcpStream, ToSocketAddrs};
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport};
use ureq::{Agent, Error};

/// An agent for goroutines.
pub(crate) fn agent(config: Config) -> Agent {
    Agent::with_parts(config, Connect, LookUp)
}

#[derive(Debug)]
struct LookUp;

impl Resolver for LookUp {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let mut found = self.empty();
        // As many as it has room for.
        (host, port).to_socket_addrs()?.take(16).for_each(|address| found.push(address));
        if found.is_empty() { Err(Error::HostNotFound) } else { Ok(found) }
    }
}

#[derive(Debug)]
struct Connect;

impl Connector for Connect {
    type Out = Connected;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Connected>, Error> {
        let mut last = Error::HostNotFound;
        for address in &*details.addrs {
            let connected = match limit(details.timeout) {
                Some(limit) => TcpStream::connect_timeout(address, limit),
                None => TcpStream::connect(address),
            };
            match connected {
                Ok(stream) => {
                    stream.set_nodelay(details.config.no_delay())?;
                    let buffers =
                        LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size());
                    return Ok(Some(Connected { stream, buffers }));
                }
                Err(error) => last = told(error, details.timeout),
            }
        }
        Err(last)
    }
}

struct Connected {
    stream: TcpStream,
    buffers: LazyBuffers,
}

// ANCHOR: transport
impl Transport for Connected {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let timeout = timeout.for_write();
        self.stream.set_write_timeout(limit(timeout))?;
        self.stream.write_all(&self.buffers.output()[..amount]).map_err(|error| told(error, timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let timeout = timeout.for_read();
        self.stream.set_read_timeout(limit(timeout))?;
        let read = self.stream.read(self.buffers.input_append_buf()).map_err(|error| told(error, timeout))?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    /// A connection that nobody waits at has nothing to say, and has not ended.
    fn is_open(&mut self) -> bool {
        let probe = self.stream.set_nonblocking(true).and_then(|()| self.stream.read(&mut [0]));
        let silent = probe.is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
        silent && self.stream.set_nonblocking(false).is_ok()
    }
}
// ANCHOR_END: transport

impl fmt::Debug for Connected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stream.fmt(f)
    }
}

fn limit(timeout: NextTimeout) -> Option<Duration> {
    timeout.not_zero().map(|time| *time)
}

fn told(error: io::Error, timeout: NextTimeout) -> Error {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Error::Timeout(timeout.reason),
        _ => Error::Io(error),
    }
}

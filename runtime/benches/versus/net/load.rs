//! The generator of load: one thread, a queue of what is ready, and so many connections.

#![forbid(unsafe_code)]

use super::Kind;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(10);

const HELLO: &[u8] = b"GET /hello HTTP/1.1\r\nHost: localhost\r\nUser-Agent: load\r\n\r\n";

pub(super) struct Load {
    poll: Poll,
    connections: Vec<Connection>,
    request: &'static [u8],
    /// How long an answer is.
    answer: usize,
}

struct Connection {
    stream: TcpStream,
    sent: Instant,
    /// How much of the answer has come.
    come: usize,
}

/// What has become of the questions of a run.
pub(super) struct Asked {
    pub(super) took: Duration,
    /// How long each answer took, in tenths of a microsecond.
    times: Vec<u32>,
}

impl Asked {
    pub(super) fn answers(&self) -> usize {
        self.times.len()
    }

    /// In microseconds.
    pub(super) fn quantile(&mut self, share: f64) -> f64 {
        let place = ((self.times.len() as f64 * share) as usize).min(self.times.len().saturating_sub(1));
        if self.times.is_empty() {
            return f64::NAN;
        }
        let (_, time, _) = self.times.select_nth_unstable(place);
        f64::from(*time) / 10.0
    }
}

impl Load {
    /// Opens the connections, and asks once over the first, to see how long an answer is.
    pub(super) fn connect(address: SocketAddr, kind: Kind, connections: usize) -> io::Result<Load> {
        let request = match kind {
            Kind::Echo => &[b'e'; 64][..],
            Kind::Hello => HELLO,
        };
        let poll = Poll::new()?;
        let mut answer = 0;
        let connect = |number| {
            let mut stream = std::net::TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            if number == 0 {
                stream.write_all(request)?;
                answer = length(kind, &mut stream)?;
            }
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(number), Interest::READABLE)?;
            Ok(Connection { stream, sent: Instant::now(), come: 0 })
        };
        let connections = (0..connections).map(connect).collect::<io::Result<_>>()?;
        Ok(Load { poll, connections, request, answer })
    }

    /// Asks for so long, and waits for the last answers.
    pub(super) fn run(&mut self, budget: Duration) -> io::Result<Asked> {
        let start = Instant::now();
        let end = start + budget;
        for connection in &mut self.connections {
            ask(connection, self.request)?;
        }
        let (mut times, mut open) = (Vec::new(), self.connections.len());
        let mut events = Events::with_capacity(1024);
        let mut buffer = [0; 4096];
        while open > 0 {
            self.poll.poll(&mut events, Some(PATIENCE))?;
            if events.is_empty() {
                return Err(io::Error::new(ErrorKind::TimedOut, "no answer"));
            }
            for event in &events {
                let connection = &mut self.connections[event.token().0];
                let length = match connection.stream.read(&mut buffer) {
                    Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                    Ok(length) => length,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                    Err(error) => return Err(error),
                };
                connection.come += length;
                if connection.come < self.answer {
                    continue;
                }
                let now = Instant::now();
                let time = now.duration_since(connection.sent).as_nanos() / 100;
                times.push(u32::try_from(time).unwrap_or(u32::MAX));
                if now < end {
                    ask(connection, self.request)?;
                } else {
                    open -= 1;
                }
            }
        }
        Ok(Asked { took: start.elapsed(), times })
    }
}

fn ask(connection: &mut Connection, request: &[u8]) -> io::Result<()> {
    connection.sent = Instant::now();
    connection.come = 0;
    match connection.stream.write(request)? {
        length if length == request.len() => Ok(()),
        _ => Err(io::Error::other("a request did not fit")),
    }
}

/// Reads an answer: how long it is.
fn length(kind: Kind, stream: &mut std::net::TcpStream) -> io::Result<usize> {
    if kind == Kind::Echo {
        let mut echo = [0; 64];
        stream.read_exact(&mut echo)?;
        return Ok(echo.len());
    }
    let mut bytes = Vec::new();
    loop {
        let mut some = [0; 1024];
        match stream.read(&mut some)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            length => bytes.extend_from_slice(&some[..length]),
        }
        let mut headers = [httparse::EMPTY_HEADER; 16];
        let mut response = httparse::Response::new(&mut headers);
        if let Ok(httparse::Status::Complete(head)) = response.parse(&bytes) {
            let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
            let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok());
            let whole = head + length.ok_or_else(|| io::Error::other("an answer without a length"))?;
            if bytes.len() >= whole {
                return Ok(whole);
            }
        }
    }
}

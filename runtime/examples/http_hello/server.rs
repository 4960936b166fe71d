//! HTTP/1.1 with connections that stay open, on `httparse`. What a server on a hostile network needs is here: limits on
//! the size of a head, on how long it may take, on idle connections and on their number; an end that lets requests finish.
//!
//! The loop is generic over the stream, so that `https_hello` runs it over TLS.

use goroutines::context::Context;
use goroutines::net::{Closed, TcpListener, TcpStream};
use goroutines::prelude::*;
use goroutines::sync::Semaphore;
use goroutines::time::sleep;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a server bears.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Connections at a time.
    pub(crate) connections: usize,
    /// Bytes of a request's head.
    pub(crate) head: usize,
    /// Bytes of a request's body.
    pub(crate) body: usize,
    /// How long a connection may be without a request.
    pub(crate) idle: Duration,
    /// How long a request may take to arrive, from its first byte, and an answer to be taken.
    pub(crate) transfer: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 10_000,
            head: 16 << 10,
            body: 1 << 20,
            idle: Duration::from_secs(60),
            transfer: Duration::from_secs(10),
        }
    }
}

/// What is asked for.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) body: &'a [u8],
}

/// What is answered.
pub(crate) struct Response {
    pub(crate) status: &'static str,
    pub(crate) body: Vec<u8>,
}

/// Serves until the context is done: then nothing is accepted any more, and requests that have arrived are answered.
pub(crate) fn serve(
    listener: &TcpListener,
    ctx: &Context,
    limits: Limits,
    connection: impl Fn(&TcpStream, &Context, Limits) -> io::Result<()> + Send + Sync + 'static,
) -> io::Result<()> {
    let connection = Arc::new(connection);
    let places = Semaphore::new(limits.connections);
    let open = WaitGroup::new();
    let closing = listener.try_clone()?;
    let _stop = ctx.after_func(move || {
        let _ = closing.close();
    });
    let mut pause = Duration::ZERO;
    // A place before a connection: those that are too many wait in the system's queue.
    while let Ok(place) = places.acquire_with(ctx, 1) {
        match listener.accept() {
            Ok((stream, _)) => {
                pause = Duration::ZERO;
                let (ctx, connection) = (ctx.clone(), Arc::clone(&connection));
                open.go(move || {
                    let _place = place;
                    // What goes wrong with one connection ends that one.
                    let _ = connection(&stream, &ctx, limits);
                });
            }
            Err(error) if Closed::is(&error) => break,
            // No descriptor is left, most likely: Go's server waits as long.
            Err(error) => {
                drop(place);
                pause = (pause * 2).clamp(Duration::from_millis(5), Duration::from_secs(1));
                eprintln!("accept: {error}; again in {pause:?}");
                sleep(pause);
            }
        }
    }
    open.wait();
    Ok(())
}

// ANCHOR: connection
/// Serves one connection, over the socket itself or something on top of it.
pub(crate) fn connection<S: Read + Write>(
    stream: S,
    socket: &TcpStream,
    ctx: &Context,
    limits: Limits,
    answer: impl Fn(&Request<'_>) -> Response,
) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let waker = socket.try_clone()?;
    // Ends the wait for another request.
    let stop = ctx.after_func(move || {
        let _ = waker.set_read_deadline(Some(Instant::now()));
    });
    let served = requests(stream, socket, ctx, limits, answer);
    // Whatever has happened: it holds the socket.
    stop.stop();
    served
}
// ANCHOR_END: connection

fn requests<S: Read + Write>(
    mut stream: S,
    socket: &TcpStream,
    ctx: &Context,
    limits: Limits,
    answer: impl Fn(&Request<'_>) -> Response,
) -> io::Result<()> {
    let mut input = Vec::with_capacity(4096);
    let mut output = Vec::with_capacity(1024);
    while ctx.err().is_none() {
        let request = read_request(&mut stream, socket, ctx, limits, &mut input, &mut output, &answer)?;
        let Some((length, keep_alive)) = request else { break };
        socket.set_write_deadline(Some(Instant::now() + limits.transfer))?;
        stream.write_all(&output)?;
        output.clear();
        input.drain(..length);
        if !keep_alive {
            break;
        }
    }
    stream.flush()
}

/// Reads a request and prepares its answer. How long the request was, and whether others may follow; none at the end.
fn read_request<S: Read>(
    stream: &mut S,
    socket: &TcpStream,
    ctx: &Context,
    limits: Limits,
    input: &mut Vec<u8>,
    output: &mut Vec<u8>,
    answer: &impl Fn(&Request<'_>) -> Response,
) -> io::Result<Option<(usize, bool)>> {
    let begun = !input.is_empty();
    let wait = if begun { limits.transfer } else { limits.idle };
    socket.set_read_deadline(Some(Instant::now() + wait))?;
    let mut timed = begun;
    loop {
        if ctx.err().is_some() && input.is_empty() {
            return Ok(None);
        }
        match parse(input, limits, output, answer) {
            Parsed::Answered { length, keep_alive } => return Ok(Some((length, keep_alive))),
            Parsed::Refused => return Ok(Some((input.len(), false))),
            Parsed::Partial => {}
        }
        let before = input.len();
        input.resize(before + 4096, 0);
        let read = stream.read(&mut input[before..]);
        input.truncate(before + *read.as_ref().unwrap_or(&0));
        match read {
            Ok(0) => return Ok(None),
            Ok(_) if !timed => {
                // The whole of it, however slowly its bytes come.
                socket.set_read_deadline(Some(Instant::now() + limits.transfer))?;
                timed = true;
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::TimedOut && input.is_empty() => return Ok(None),
            Err(error) => return Err(error),
        }
    }
}

enum Parsed {
    Partial,
    Answered { length: usize, keep_alive: bool },
    Refused,
}

fn parse(input: &[u8], limits: Limits, output: &mut Vec<u8>, answer: &impl Fn(&Request<'_>) -> Response) -> Parsed {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    let head = match request.parse(input) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) if input.len() < limits.head => return Parsed::Partial,
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
            return refuse(output, "431 Request Header Fields Too Large");
        }
        Err(_) => return refuse(output, "400 Bad Request"),
    };
    let header = |name: &str| request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
    if header("transfer-encoding").is_some() {
        return refuse(output, "501 Not Implemented");
    }
    let body = match header("content-length").map(|header| std::str::from_utf8(header.value).map(str::parse::<usize>)) {
        None => 0,
        Some(Ok(Ok(length))) if length <= limits.body => length,
        Some(Ok(Ok(_))) => return refuse(output, "413 Content Too Large"),
        Some(_) => return refuse(output, "400 Bad Request"),
    };
    let Some(body) = input.get(head..head + body) else { return Parsed::Partial };
    let asked = header("connection").map_or(&b""[..], |header| header.value);
    let keep_alive = request.version == Some(1) && !asked.eq_ignore_ascii_case(b"close");
    let (method, path) = (request.method.unwrap_or_default(), request.path.unwrap_or_default());
    let response = answer(&Request { method, path, body });
    write(output, &response, keep_alive);
    Parsed::Answered { length: head + body.len(), keep_alive }
}

fn refuse(output: &mut Vec<u8>, status: &'static str) -> Parsed {
    write(output, &Response { status, body: Vec::new() }, false);
    Parsed::Refused
}

fn write(output: &mut Vec<u8>, response: &Response, keep_alive: bool) {
    let connection = if keep_alive { "" } else { "Connection: close\r\n" };
    let (status, length) = (response.status, response.body.len());
    // A vector takes all.
    let _ = write!(output, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{connection}\r\n");
    output.extend_from_slice(&response.body);
}

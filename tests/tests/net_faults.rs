//! Peers that misbehave: each ends in an error or a timeout of its own connection, and the others are served. The server is
//! the example `http_hello`, with narrower limits.

#![forbid(unsafe_code)]

#[path = "../../runtime/examples/http_hello/server.rs"]
mod server;

use goroutines::context::{CancelFunc, Context};
use goroutines::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use goroutines::{JoinHandle, spawn};
use goroutines_tests::{World, both, ms, raw, sized};
use server::{Limits, Request, Response};
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

struct Server {
    address: SocketAddr,
    cancel: CancelFunc,
    serving: JoinHandle<io::Result<()>>,
}

impl Server {
    fn start(change: impl FnOnce(&mut Limits)) -> Server {
        let mut limits = Limits { head: 2_000, body: 10_000, ..Limits::default() };
        change(&mut limits);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (ctx, cancel) = Context::background().with_cancel();
        let serving = spawn(move || {
            server::serve(&listener, &ctx, limits, |stream, ctx, limits| {
                server::connection(stream, stream, ctx, limits, answer)
            })
        });
        Server { address, cancel, serving }
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).unwrap()
    }

    /// That all is well.
    fn check(&self) {
        let mut stream = self.connect();
        stream.write_all(b"GET /x HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
        assert!(rest(&mut stream).ends_with("\r\n\r\nhello /x"));
    }

    /// Ends it, which waits for all connections.
    fn end(self) {
        self.check();
        self.cancel.cancel();
        self.serving.join().unwrap().unwrap();
    }
}

fn answer(request: &Request<'_>) -> Response {
    let body = match request.path {
        "/much" => vec![b'm'; 8 << 20],
        path => [format!("hello {path}").as_bytes(), request.body].concat(),
    };
    Response { status: if request.method == "GET" { "200 OK" } else { "405 Method Not Allowed" }, body }
}

/// What comes until the end, or a reset.
fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn status(stream: &mut TcpStream) -> String {
    rest(stream).split("\r\n").next().unwrap_or_default().to_owned()
}

fn byte_by_byte(_: World) {
    let server = Server::start(|_| ());
    let mut stream = server.connect();
    stream.set_nodelay(true).unwrap();
    for byte in b"GET /slow HTTP/1.1\r\nConnection: close\r\nA: b\r\n\r\n" {
        stream.write_all(&[*byte]).unwrap();
    }
    assert!(rest(&mut stream).ends_with("hello /slow"));
    server.end();
}

fn several_requests_at_once(_: World) {
    let server = Server::start(|_| ());
    let mut stream = server.connect();
    stream
        .write_all(b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /3 HTTP/1.0\r\n\r\n")
        .unwrap();
    let all = rest(&mut stream);
    assert!(
        all.contains("hello /1HTTP/1.1 200") && all.contains("hello /2abcHTTP/1.1") && all.ends_with("hello /3"),
        "{all}"
    );
    server.end();
}

fn garbage(_: World) {
    let server = Server::start(|_| ());
    for garbage in [&b"\0\x01\x02\x03\r\n\r\n"[..], b"HELO example.org\r\n", b"GET /\xff HTTP/9.9\r\n\r\n"] {
        let mut stream = server.connect();
        stream.write_all(garbage).unwrap();
        assert_eq!(status(&mut stream), "HTTP/1.1 400 Bad Request");
    }
    server.end();
}

fn a_head_without_an_end(_: World) {
    let server = Server::start(|_| ());
    let mut stream = server.connect();
    let mut sent = 0;
    stream.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    while stream.write_all(b"Header: which does not end\r\n").is_ok() && sent < 10_000 {
        sent += 1;
    }
    let told = status(&mut stream);
    // It may have been reset before it was read.
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 431"), "{told}");
    let mut stream = server.connect();
    stream.write_all(b"GET / HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n").unwrap();
    assert_eq!(status(&mut stream), "HTTP/1.1 413 Content Too Large");
    server.end();
}

fn those_who_say_nothing(_: World) {
    let server = Server::start(|limits| {
        limits.idle = ms(20);
        limits.transfer = ms(40);
    });
    let mut silent: Vec<_> = (0..20).map(|_| server.connect()).collect();
    let mut stalled: Vec<_> = (0..20).map(|_| server.connect()).collect();
    for stream in &mut stalled {
        stream.write_all(b"GET / HT").unwrap();
    }
    server.check();
    for stream in silent.iter_mut().chain(&mut stalled) {
        assert_eq!(rest(stream), "");
    }
    server.end();
}

fn one_that_does_not_read(_: World) {
    let server = Server::start(|limits| limits.transfer = ms(50));
    let mut stream = server.connect();
    stream.write_all(b"GET /much HTTP/1.1\r\n\r\n").unwrap();
    server.check();
    // It is given up in time; then what had been sent is there, and no more.
    goroutines::time::sleep(ms(100));
    assert!(rest(&mut stream).len() < 8 << 20);
    // One that reads slowly, but reads, gets all.
    server.end();
    let server = Server::start(|_| ());
    let mut stream = server.connect();
    stream.write_all(b"GET /much HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert!(rest(&mut stream).len() > 8 << 20);
    server.end();
}

fn resets(_: World) {
    let server = Server::start(|_| ());
    for round in 0..sized(400) {
        let mut stream = server.connect();
        raw::reset_when_closed(&stream);
        match round % 4 {
            0 => {}
            1 => stream.write_all(b"GET / HTTP/1.1\r\n").unwrap(),
            2 => stream.write_all(b"GET /much HTTP/1.1\r\n\r\n").unwrap(),
            _ => {
                stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
                let _ = stream.read(&mut [0; 10]);
            }
        }
    }
    server.end();
}

fn half_closed(_: World) {
    let server = Server::start(|_| ());
    let mut stream = server.connect();
    stream.write_all(b"GET /half HTTP/1.1\r\n\r\n").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert!(rest(&mut stream).ends_with("hello /half"));
    server.end();
}

// Those that are too many wait, and are served when others have ended.
fn more_than_are_allowed(world: World) {
    let server = Server::start(|limits| limits.connections = 3);
    let first: Vec<_> = (0..3).map(|_| server.connect()).collect();
    world.scope(|s| {
        let late = s.spawn(|| server.check());
        goroutines::time::sleep(ms(5));
        drop(first);
        late.join().unwrap();
    });
    server.end();
}

// The end lets requests finish, and does not wait for connections that ask for nothing.
fn a_graceful_end(_: World) {
    let server = Server::start(|_| ());
    let idle: Vec<_> = (0..10).map(|_| server.connect()).collect();
    let mut asked = server.connect();
    asked.write_all(b"GET /last HTTP/1.1\r\n\r\n").unwrap();
    let mut start = [0; 12];
    asked.read_exact(&mut start).unwrap();
    let begun = Instant::now();
    let address = server.address;
    server.end();
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert!(rest(&mut asked).ends_with("hello /last"));
    for mut stream in idle {
        assert_eq!(rest(&mut stream), "");
    }
    assert!(TcpStream::connect(address).is_err());
}

both!(
    byte_by_byte,
    several_requests_at_once,
    garbage,
    a_head_without_an_end,
    those_who_say_nothing,
    one_that_does_not_read,
    resets,
    half_closed,
    more_than_are_allowed,
    a_graceful_end,
);

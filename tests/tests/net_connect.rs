//! Opening connections. Go's `net/dial_test.go`, written anew.

#![forbid(unsafe_code)]

use goroutines::context::{Context, ContextError};
use goroutines::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use goroutines_tests::{World, both, ms, raw};
use std::io::{self, ErrorKind, Read, Write};
use std::time::Instant;

fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// A listener that is full, with what fills it: another connection hangs until something is accepted.
struct Full {
    listener: std::net::TcpListener,
    address: SocketAddr,
    _fill: Vec<std::net::TcpStream>,
}

fn full(address: &str) -> io::Result<Full> {
    let listener = std::net::TcpListener::bind(address)?;
    let address = listener.local_addr()?;
    raw::set_backlog(&listener, 0);
    let mut fill = Vec::new();
    while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, ms(50)) {
        fill.push(stream);
    }
    Ok(Full { listener, address, _fill: fill })
}

/// An address where nobody listens.
fn nobody() -> SocketAddr {
    listen().1
}

fn refused(_: World) {
    let error = TcpStream::connect(nobody()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    assert_eq!(error.to_string(), std::net::TcpStream::connect(nobody()).unwrap_err().to_string());
    assert_eq!(TcpStream::connect(&[][..]).unwrap_err().to_string(), "could not resolve to any addresses");
    assert_eq!(TcpStream::connect("no colon").unwrap_err().kind(), ErrorKind::InvalidInput);
}

fn each_address_is_tried(_: World) {
    let (listener, address) = listen();
    let stream = TcpStream::connect(&[nobody(), nobody(), address][..]).unwrap();
    assert_eq!(stream.peer_addr().unwrap(), address);
    drop(listener);
}

fn a_name(world: World) {
    let (listener, address) = listen();
    world.scope(|s| {
        s.spawn(|| listener.accept().unwrap().0.write_all(b"hello").unwrap());
        let mut text = String::new();
        TcpStream::connect(("localhost", address.port())).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "hello");
    });
    assert!(format!("localhost:{}", address.port()).to_socket_addrs().unwrap().any(|found| found == address));
}

// NE-07; TestDialTimeout
fn a_timeout(_: World) {
    let full = full("127.0.0.1:0").unwrap();
    let start = Instant::now();
    let error = TcpStream::connect_timeout(&full.address, ms(20)).unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::TimedOut, "connection timed out".to_owned()));
    assert!(start.elapsed() >= ms(20));
    let zero = TcpStream::connect_timeout(&full.address, ms(0)).unwrap_err();
    assert_eq!(zero.kind(), ErrorKind::InvalidInput);
    drop(full.listener);
}

// NE-07; TestDialCancel
fn a_context_that_is_cancelled(world: World) {
    let full = full("127.0.0.1:0").unwrap();
    let (ctx, cancel) = Context::background().with_cancel();
    world.scope(|s| {
        let address = full.address;
        let dial = s.spawn(move || TcpStream::connect_with(&ctx, address).map(drop));
        goroutines::time::sleep(ms(5));
        cancel.cancel();
        let error = dial.join().unwrap().unwrap_err();
        assert_eq!(error.get_ref().and_then(|inner| inner.downcast_ref()), Some(&ContextError::Canceled));
    });
}

// NE-07
fn a_context_with_a_deadline(_: World) {
    let full = full("127.0.0.1:0").unwrap();
    let (ctx, _cancel) = Context::background().with_timeout(ms(10));
    let error = TcpStream::connect_with(&ctx, full.address).unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::TimedOut, "context deadline exceeded".to_owned()));
    // It is done now.
    let (_listener, address) = listen();
    assert_eq!(TcpStream::connect_with(&ctx, address).unwrap_err().kind(), ErrorKind::TimedOut);
}

// NE-07; TestCancelAfterDial
fn a_context_that_is_cancelled_later(_: World) {
    let (listener, address) = listen();
    let (ctx, cancel) = Context::background().with_cancel();
    let mut client = TcpStream::connect_with(&ctx, address).unwrap();
    cancel.cancel();
    let (mut server, _) = listener.accept().unwrap();
    client.write_all(b"x").unwrap();
    server.read_exact(&mut [0; 1]).unwrap();
    server.write_all(b"y").unwrap();
    client.read_exact(&mut [0; 1]).unwrap();
}

// RFC 8305; Go's TestDialParallel: one family leads nowhere
fn the_other_family(_: World) {
    let Ok(full) = full("[::1]:0") else { return println!("there is no IPv6 here") };
    let (_listener, address) = listen();
    let both = [full.address, address];
    assert_eq!(TcpStream::connect(&both[..]).unwrap().peer_addr().unwrap(), address);
    let ctx = Context::background();
    assert_eq!(TcpStream::connect_with(&ctx, both.to_vec().leak() as &[_]).unwrap().peer_addr().unwrap(), address);
    // The first family fails at once: the second is not kept waiting.
    let refused = SocketAddr::new(full.address.ip(), address.port());
    assert_eq!(TcpStream::connect(&[refused, address][..]).unwrap().peer_addr().unwrap(), address);
    // Neither answers.
    let neither = TcpStream::connect(&[refused, nobody()][..]).unwrap_err();
    assert_eq!(neither.kind(), ErrorKind::ConnectionRefused);
    // Cancelled while both hang.
    let other = self::full("127.0.0.1:0").unwrap();
    let (ctx, _cancel) = Context::background().with_timeout(ms(300));
    let both: &'static [SocketAddr] = vec![full.address, other.address].leak();
    assert_eq!(TcpStream::connect_with(&ctx, both).unwrap_err().kind(), ErrorKind::TimedOut);
}

both!(
    refused,
    each_address_is_tried,
    a_name,
    a_timeout,
    a_context_that_is_cancelled,
    a_context_with_a_deadline,
    a_context_that_is_cancelled_later,
    the_other_family,
);

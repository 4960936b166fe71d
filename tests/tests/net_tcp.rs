//! TCP: accepting, reading, writing, half-close, both directions at once. Go's `net/net_test.go`, `tcpsock_test.go` and
//! `conn_test.go`, written anew.

#![forbid(unsafe_code)]

use goroutines::net::{Shutdown, TcpListener, TcpStream};
use goroutines_tests::{World, both, ms, raw, sized};
use std::io::{self, ErrorKind, IoSlice, IoSliceMut, Read, Write};
use std::time::Duration;

fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

fn pair() -> (TcpStream, TcpStream) {
    let listener = listen();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (server, from) = listener.accept().unwrap();
    assert_eq!(from, client.local_addr().unwrap());
    assert_eq!(server.peer_addr().unwrap(), from);
    (client, server)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 512];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            length => stream.write_all(&buffer[..length])?,
        }
    }
}

// NE-01; TestTCPStress
fn one_listener_serves_many(world: World) {
    let listener = listen();
    let address = listener.local_addr().unwrap();
    world.scope(|s| {
        s.spawn(|| {
            world.scope(|s| {
                for _ in 0..16 {
                    let (stream, _) = listener.accept().unwrap();
                    s.spawn(move || echo(stream).unwrap());
                }
            });
        });
        for n in 0..16_u8 {
            s.spawn(move || {
                let mut stream = TcpStream::connect(address).unwrap();
                let mut answer = [0; 64];
                for round in 0..sized(200) {
                    let message = [n.wrapping_add(round as u8); 64];
                    stream.write_all(&message).unwrap();
                    stream.read_exact(&mut answer).unwrap();
                    assert_eq!(answer, message);
                }
            });
        }
    });
}

// NE-05; TestConnAndListener
fn both_directions_at_once(world: World) {
    let (client, server) = pair();
    let total = sized(8 << 20);
    let send = |mut stream: &TcpStream| {
        let block = [7; 40_000];
        let mut left = total;
        while left > 0 {
            left -= stream.write(&block[..block.len().min(left)]).unwrap();
        }
        stream.shutdown(Shutdown::Write).unwrap();
    };
    let receive = |mut stream: &TcpStream| {
        let mut block = [0; 30_000];
        let mut count = 0;
        loop {
            match stream.read(&mut block).unwrap() {
                0 => break,
                length => count += length,
            }
        }
        assert_eq!(count, total);
    };
    world.scope(|s| {
        for stream in [&client, &server] {
            s.spawn(move || send(stream));
            s.spawn(move || receive(stream));
        }
    });
}

// NE-06; TestCloseWrite, TestCloseRead
fn half_close(_: World) {
    let (mut client, mut server) = pair();
    client.write_all(b"question").unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    let mut text = String::new();
    server.read_to_string(&mut text).unwrap();
    assert_eq!(text, "question");
    assert_eq!(client.write(b"more").unwrap_err().kind(), ErrorKind::BrokenPipe);
    server.write_all(b"answer").unwrap();
    drop(server);
    text.clear();
    client.read_to_string(&mut text).unwrap();
    assert_eq!(text, "answer");
    assert_eq!(client.read(&mut [0; 8]).unwrap(), 0);
    let (client, mut server) = pair();
    client.shutdown(Shutdown::Read).unwrap();
    assert_eq!((&client).read(&mut [0; 8]).unwrap(), 0);
    server.write_all(b"unread").unwrap();
}

// NE-06; TestZeroByteRead
fn zero_bytes(world: World) {
    let (client, server) = pair();
    // Neither waits.
    assert_eq!((&client).read(&mut []).unwrap(), 0);
    assert_eq!((&client).write(&[]).unwrap(), 0);
    world.scope(|s| {
        let handle = s.spawn(|| {
            let mut byte = [0];
            (&server).read_exact(&mut byte).unwrap();
            byte[0]
        });
        (&client).write_all(&[9]).unwrap();
        assert_eq!(handle.join().unwrap(), 9);
    });
}

// The end that comes together with the last bytes must be found behind a short read.
fn the_end_right_behind_the_last_bytes(world: World) {
    for round in 0..sized(400) {
        let (mut client, mut server) = pair();
        world.scope(|s| {
            s.spawn(move || {
                // So that the reader has waited before.
                client.write_all(b"a").unwrap();
                if round % 2 == 0 {
                    let _ = client.peer_addr();
                }
                client.write_all(b"bc").unwrap();
            });
            let mut all = Vec::new();
            let mut buffer = [0; 512];
            loop {
                match server.read(&mut buffer).unwrap() {
                    0 => break,
                    length => all.extend_from_slice(&buffer[..length]),
                }
            }
            assert_eq!(all, b"abc");
        });
    }
}

// A read stops at urgent data, so it is short though more is there.
fn what_is_behind_urgent_data_is_read(world: World) {
    let _ = world;
    for _ in 0..sized(100) {
        let (mut client, mut server) = pair();
        let mut buffer = [0; 64];
        client.write_all(b"x").unwrap();
        server.read_exact(&mut buffer[..1]).unwrap();
        client.write_all(b"before").unwrap();
        assert_eq!(raw::send_urgent(&client, b"!"), 1);
        client.write_all(b"behind").unwrap();
        let mut all = Vec::new();
        while all.len() < 12 {
            let length = server.read(&mut buffer).unwrap();
            all.extend_from_slice(&buffer[..length]);
        }
        assert_eq!(all, b"beforebehind");
    }
}

fn vectors(_: World) {
    let (mut client, mut server) = pair();
    assert_eq!(client.write_vectored(&[IoSlice::new(b"one"), IoSlice::new(b"two")]).unwrap(), 6);
    let (mut first, mut second) = ([0; 2], [0; 8]);
    let mut count = 0;
    while count < 6 {
        count += server.read_vectored(&mut [IoSliceMut::new(&mut first), IoSliceMut::new(&mut second)]).unwrap();
    }
    assert_eq!((&first, &second[..4]), (b"on", &b"etwo"[..]));
}

fn peek_takes_nothing(world: World) {
    let (client, mut server) = pair();
    world.scope(|s| {
        s.spawn(|| (&client).write_all(b"ab").unwrap());
        let mut buffer = [0; 1];
        for _ in 0..3 {
            assert_eq!(server.peek(&mut buffer).unwrap(), 1);
            assert_eq!(&buffer, b"a");
        }
        let mut both = [0; 2];
        server.read_exact(&mut both).unwrap();
        assert_eq!(&both, b"ab");
    });
}

// Those of std's test suite that concern options
fn options(_: World) {
    let (client, server) = pair();
    assert!(!client.nodelay().unwrap());
    client.set_nodelay(true).unwrap();
    assert!(client.nodelay().unwrap());
    client.set_ttl(99).unwrap();
    assert_eq!(client.ttl().unwrap(), 99);
    assert_eq!(client.read_timeout().unwrap(), None);
    client.set_read_timeout(Some(ms(15_410))).unwrap();
    assert_eq!(client.read_timeout().unwrap(), Some(ms(15_410)));
    assert_eq!(client.write_timeout().unwrap(), None);
    client.set_read_timeout(None).unwrap();
    assert_eq!(client.set_read_timeout(Some(Duration::ZERO)).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(client.set_write_timeout(Some(Duration::ZERO)).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert!(client.take_error().unwrap().is_none());
    client.set_nonblocking(true).unwrap();
    assert_eq!((&client).read(&mut [0; 1]).unwrap_err().kind(), ErrorKind::WouldBlock);
    client.set_nonblocking(false).unwrap();
    let debug = format!("{client:?}");
    assert!(debug.starts_with("TcpStream { addr: 127.0.0.1:") && debug.contains("peer: 127.0.0.1:"), "{debug}");
    let listener = listen();
    assert!(format!("{listener:?}").starts_with("TcpListener { addr: 127.0.0.1:"));
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    drop(server);
}

fn clones_are_the_same_socket(world: World) {
    let (client, mut server) = pair();
    let clone = client.try_clone().unwrap();
    clone.set_read_timeout(Some(ms(5))).unwrap();
    assert_eq!((&client).read(&mut [0; 1]).unwrap_err().kind(), ErrorKind::WouldBlock);
    client.set_read_timeout(None).unwrap();
    drop(client);
    world.scope(|s| {
        s.spawn(|| server.write_all(b"x").unwrap());
        assert_eq!((&clone).read(&mut [0; 8]).unwrap(), 1);
    });
}

fn from_and_to_std(world: World) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let listener = TcpListener::try_from(listener).unwrap();
    world.scope(|s| {
        s.spawn(|| {
            let mut stream = std::net::TcpStream::try_from(listener.accept().unwrap().0).unwrap();
            let mut text = [0; 5];
            // It blocks, as std's do.
            stream.read_exact(&mut text).unwrap();
            stream.write_all(&text).unwrap();
        });
        let stream = std::net::TcpStream::connect(address).unwrap();
        let mut stream = TcpStream::try_from(stream).unwrap();
        stream.write_all(b"hello").unwrap();
        let mut text = [0; 5];
        stream.read_exact(&mut text).unwrap();
        assert_eq!(&text, b"hello");
    });
}

// NE-14; TestTCPBig
fn one_large_write(world: World) {
    let (mut client, mut server) = pair();
    let all: Vec<u8> = (0..sized(16 << 20)).map(|n| (n % 251) as u8).collect();
    world.scope(|s| {
        s.spawn(|| {
            client.write_all(&all).unwrap();
            client.shutdown(Shutdown::Write).unwrap();
        });
        let mut received = Vec::new();
        server.read_to_end(&mut received).unwrap();
        assert!(received == all);
    });
}

both!(
    one_listener_serves_many,
    both_directions_at_once,
    half_close,
    zero_bytes,
    the_end_right_behind_the_last_bytes,
    what_is_behind_urgent_data_is_read,
    vectors,
    peek_takes_nothing,
    options,
    clones_are_the_same_socket,
    from_and_to_std,
    one_large_write,
);

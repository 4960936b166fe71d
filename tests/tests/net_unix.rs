//! Sockets of the local machine. Go's `net/unixsock_test.go`, written anew.

#![forbid(unsafe_code)]

use goroutines::net::{Closed, UnixDatagram, UnixListener, UnixStream};
use goroutines_tests::{World, both, ms, sized};
use std::io::{ErrorKind, Read, Write};
use std::path::PathBuf;
use std::time::Instant;
use std::{env, fs, process};

/// A name that nobody has.
fn name(of: &str, world: World) -> PathBuf {
    let path = env::temp_dir().join(format!("goroutines-net-{of}-{world:?}-{}", process::id()));
    let _ = fs::remove_file(&path);
    path
}

// NE-10; TestUnixConnReadEOF
fn streams(world: World) {
    let path = name("streams", world);
    let listener = UnixListener::bind(&path).unwrap();
    assert_eq!(listener.local_addr().unwrap().as_pathname(), Some(&*path));
    assert_eq!(UnixListener::bind(&path).unwrap_err().kind(), ErrorKind::AddrInUse);
    world.scope(|s| {
        for n in 0..8_u8 {
            let path = &path;
            s.spawn(move || {
                let mut stream = UnixStream::connect(path).unwrap();
                assert_eq!(stream.peer_addr().unwrap().as_pathname(), Some(&**path));
                stream.write_all(&[n; 100]).unwrap();
                let mut back = [0; 100];
                stream.read_exact(&mut back).unwrap();
                assert_eq!(back, [n; 100]);
            });
        }
        for stream in listener.incoming().take(8) {
            let mut stream = stream.unwrap();
            s.spawn(move || {
                let mut all = [0; 100];
                stream.read_exact(&mut all).unwrap();
                stream.write_all(&all).unwrap();
                assert_eq!(stream.read(&mut all).unwrap(), 0);
            });
        }
    });
    // NE-10; TestUnixUnlink: as in std, the name stays
    listener.close().unwrap();
    assert!(Closed::is(&listener.accept().unwrap_err()));
    assert!(path.exists());
    assert_eq!(UnixStream::connect(&path).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    fs::remove_file(path).unwrap();
}

/// A listener that nobody accepts from takes some connections; the others wait until there is room.
fn a_full_queue(world: World) {
    let path = name("full", world);
    let listener = UnixListener::bind(&path).unwrap();
    let count = 300;
    world.scope(|s| {
        for _ in 0..count {
            s.spawn(|| {
                let mut stream = UnixStream::connect(&path).unwrap();
                assert_eq!(stream.read(&mut [0; 1]).unwrap(), 1);
            });
        }
        for _ in 0..count {
            listener.accept().unwrap().0.write_all(b"x").unwrap();
        }
    });
    fs::remove_file(path).unwrap();
}

// NE-10; TestUnixgramWrite
fn datagrams(world: World) {
    let (path, other) = (name("server", world), name("client", world));
    let server = UnixDatagram::bind(&path).unwrap();
    let client = UnixDatagram::bind(&other).unwrap();
    world.scope(|s| {
        s.spawn(|| {
            let mut buffer = [0; 16];
            let (length, from) = server.recv_from(&mut buffer).unwrap();
            assert_eq!(&buffer[..length], b"hello");
            server.send_to(b"back", from.as_pathname().unwrap()).unwrap();
        });
        client.send_to(b"hello", &path).unwrap();
        let mut buffer = [0; 2];
        // Cut, as in std.
        assert_eq!(client.recv(&mut buffer).unwrap(), 2);
        assert_eq!(&buffer, b"ba");
    });
    client.connect(&path).unwrap();
    client.send(b"").unwrap();
    assert_eq!(server.recv(&mut [0; 4]).unwrap(), 0);
    fs::remove_file(path).unwrap();
    fs::remove_file(other).unwrap();
}

// NE-10: a receiver that is full makes its senders wait
fn a_full_receiver(world: World) {
    let path = name("receiver", world);
    let server = UnixDatagram::bind(&path).unwrap();
    let count = sized(2_000);
    world.scope(|s| {
        for way in 0..2 {
            let path = &path;
            s.spawn(move || {
                let client = UnixDatagram::unbound().unwrap();
                if way == 0 {
                    client.connect(path).unwrap();
                }
                for _ in 0..count {
                    let sent = if way == 0 { client.send(&[7; 100]) } else { client.send_to(&[7; 100], path) };
                    assert_eq!(sent.unwrap(), 100);
                }
            });
        }
        let mut buffer = [0; 128];
        for _ in 0..2 * count {
            assert_eq!(server.recv(&mut buffer).unwrap(), 100);
        }
    });
    let client = UnixDatagram::unbound().unwrap();
    client.set_write_deadline(Some(Instant::now() + ms(5))).unwrap();
    let error = loop {
        if let Err(error) = client.send_to(&[7; 100], &path) {
            break error;
        }
    };
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    fs::remove_file(path).unwrap();
}

fn pairs(world: World) {
    let (mut a, mut b) = UnixStream::pair().unwrap();
    world.scope(|s| {
        s.spawn(move || {
            for n in 0..sized(1_000) {
                a.write_all(&[n as u8]).unwrap();
            }
        });
        let mut all = Vec::new();
        b.read_to_end(&mut all).unwrap();
        assert_eq!(all.len(), sized(1_000));
    });
    let (a, b) = UnixDatagram::pair().unwrap();
    a.send(b"x").unwrap();
    assert_eq!(b.recv(&mut [0; 4]).unwrap(), 1);
    a.set_read_timeout(Some(ms(2))).unwrap();
    assert_eq!(a.recv(&mut [0; 4]).unwrap_err().kind(), ErrorKind::WouldBlock);
    let std: std::os::unix::net::UnixDatagram = b.try_into().unwrap();
    std.send(b"y").unwrap();
    assert_eq!(a.recv(&mut [0; 4]).unwrap(), 1);
}

both!(streams, a_full_queue, datagrams, a_full_receiver, pairs);

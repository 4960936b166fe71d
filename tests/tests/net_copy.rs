//! Copying from socket to socket, after Go's `net/splice_test.go`.

#![forbid(unsafe_code)]

use goroutines::net::{Closed, Shutdown, TcpListener, TcpStream, UnixStream, copy};
use goroutines_tests::{World, both, ms, raw};
use std::io::{ErrorKind, Read, Write};
use std::time::Instant;

fn tcp() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (stream, listener.accept().unwrap().0)
}

/// More than all buffers between the ends hold.
fn much() -> Vec<u8> {
    (0..20_000_000_u32).map(|n| (n / 7) as u8).collect()
}

// TestSplice
fn everything_arrives(world: World) {
    let (mut client, from) = tcp();
    let (to, mut server) = tcp();
    let sent = much();
    world.scope(|s| {
        let copying = s.spawn(|| {
            let copied = copy(&from, &to);
            to.shutdown(Shutdown::Write).unwrap();
            copied.unwrap()
        });
        s.spawn(|| {
            client.write_all(&sent[..3]).unwrap();
            client.write_all(&sent[3..]).unwrap();
            client.shutdown(Shutdown::Write).unwrap();
        });
        let mut arrived = Vec::new();
        server.read_to_end(&mut arrived).unwrap();
        assert!(arrived == sent);
        assert_eq!(copying.join().unwrap(), sent.len() as u64);
    });
}

// TestSplice, the unix ones: between the families, and both ways at once.
fn both_ways(world: World) {
    let (client, near) = UnixStream::pair().unwrap();
    let (far, server) = tcp();
    let sent = &much()[..1_000_000];
    world.scope(|s| {
        s.spawn(|| {
            assert_eq!(copy(&near, &far).unwrap(), 1_000_000);
            far.shutdown(Shutdown::Write).unwrap();
        });
        s.spawn(|| {
            assert_eq!(copy(&far, &near).unwrap(), 1_000_000);
            near.shutdown(Shutdown::Write).unwrap();
        });
        s.spawn(|| {
            (&client).write_all(sent).unwrap();
            client.shutdown(Shutdown::Write).unwrap();
        });
        // An echo.
        s.spawn(|| {
            let mut all = Vec::new();
            (&server).read_to_end(&mut all).unwrap();
            (&server).write_all(&all).unwrap();
            server.shutdown(Shutdown::Write).unwrap();
        });
        let mut back = Vec::new();
        (&client).read_to_end(&mut back).unwrap();
        assert!(back == sent);
    });
}

// Of the reader and of the writer; TestSplice's "big" and the closed ones.
fn what_ends_a_copy(world: World) {
    let (_client, from) = tcp();
    let (to, _server) = tcp();
    from.set_read_deadline(Some(Instant::now() + ms(5))).unwrap();
    assert_eq!(copy(&from, &to).unwrap_err().kind(), ErrorKind::TimedOut);
    from.set_read_deadline(None).unwrap();
    world.scope(|s| {
        let copying = s.spawn(|| copy(&from, &to));
        world.yield_now();
        from.close().unwrap();
        assert!(Closed::is(&copying.join().unwrap().unwrap_err()));
    });
    // One that does not read.
    let (mut client, from) = tcp();
    world.scope(|s| {
        let copying = s.spawn(|| copy(&from, &to));
        s.spawn(|| {
            let bytes = vec![0; 100_000];
            while client.write_all(&bytes).is_ok() {}
        });
        world.yield_now();
        to.set_write_deadline(Some(Instant::now() + ms(20))).unwrap();
        assert_eq!(copying.join().unwrap().unwrap_err().kind(), ErrorKind::TimedOut);
        from.close().unwrap();
    });
    // A reset, on either side.
    let (client, from) = tcp();
    let (to, server) = tcp();
    raw::reset_when_closed(&client);
    drop(client);
    assert_eq!(copy(&from, &to).unwrap_err().kind(), ErrorKind::ConnectionReset);
    let (client, from) = tcp();
    raw::reset_when_closed(&server);
    drop(server);
    (&client).write_all(b"x").unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    let error = copy(&from, &to).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{error}");
}

both!(everything_arrives, both_ways, what_ends_a_copy);

//! Closing sockets that others use. Go's `net/net_test.go`, written anew.

#![forbid(unsafe_code)]

use goroutines::net::{Closed, Shutdown, TcpListener, TcpStream, UdpSocket};
use goroutines::yield_now;
use goroutines_tests::{World, both, ms, sized};
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::time::Duration;

fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

fn pair() -> (TcpStream, TcpStream) {
    let listener = listen();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (client, listener.accept().unwrap().0)
}

#[track_caller]
fn assert_closed<T: std::fmt::Debug>(result: io::Result<T>) {
    let error = result.unwrap_err();
    assert!(Closed::is(&error), "{error:?}");
    assert_eq!(error.to_string(), "use of closed network connection");
}

/// Lets those that are about to wait do so, mostly: the tests hold either way.
fn let_them_wait() {
    for _ in 0..50 {
        yield_now();
    }
    goroutines::time::sleep(ms(2));
}

// NE-02; TestListenerClose
fn a_blocked_accept(world: World) {
    let listener = listen();
    let address = listener.local_addr().unwrap();
    world.scope(|s| {
        let acceptors: Vec<_> = (0..3).map(|_| s.spawn(|| assert_closed(listener.accept()))).collect();
        let_them_wait();
        listener.close().unwrap();
        // The port is free although handles are left.
        drop(std::net::TcpListener::bind(address).unwrap());
        for acceptor in acceptors {
            acceptor.join().unwrap();
        }
    });
    assert_closed(listener.accept());
    assert_closed(listener.close());
    assert_closed(listener.local_addr());
    assert_closed(listener.try_clone());
    assert!(TcpStream::connect(address).is_err());
}

// NE-02; TestConnClose, TestCloseUnblocksRead
fn a_blocked_read(world: World) {
    let (client, server) = pair();
    let clone = client.try_clone().unwrap();
    world.scope(|s| {
        let reader = s.spawn(|| assert_closed((&client).read(&mut [0; 8])));
        let_them_wait();
        clone.close().unwrap();
        reader.join().unwrap();
    });
    assert_closed((&client).read(&mut [0; 8]));
    assert_closed((&client).write(b"x"));
    assert_closed(client.shutdown(Shutdown::Both));
    assert_closed(client.set_deadline(None));
    // For the peer it is the end.
    assert_eq!((&server).read(&mut [0; 8]).unwrap(), 0);
}

// NE-02
fn a_blocked_write(world: World) {
    let (client, server) = pair();
    world.scope(|s| {
        let writer = s.spawn(|| {
            let block = [0; 1 << 16];
            loop {
                if let Err(error) = (&client).write(&block) {
                    return assert_closed::<()>(Err(error));
                }
            }
        });
        let_them_wait();
        client.close().unwrap();
        writer.join().unwrap();
    });
    drop(server);
}

// NE-02; TestCloseUnblocksReadUDP
fn a_blocked_receive(world: World) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    world.scope(|s| {
        let receivers: Vec<_> = (0..2).map(|_| s.spawn(|| assert_closed(socket.recv_from(&mut [0; 8])))).collect();
        let_them_wait();
        socket.close().unwrap();
        for receiver in receivers {
            receiver.join().unwrap();
        }
    });
}

// std's: shutting down wakes those who wait
fn shutdown_ends_a_blocked_read(world: World) {
    let (client, server) = pair();
    world.scope(|s| {
        let reader = s.spawn(|| assert_eq!((&client).read(&mut [0; 8]).unwrap(), 0));
        let_them_wait();
        client.shutdown(Shutdown::Both).unwrap();
        reader.join().unwrap();
    });
    drop(server);
}

// NE-13: what is put in a closed socket's place keeps its number
fn the_number_is_not_given_out_again(world: World) {
    for _ in 0..sized(100) {
        let (client, mut server) = pair();
        let number = client.as_raw_fd();
        world.scope(|s| {
            let reader = s.spawn(|| assert_closed((&client).read(&mut [0; 8])));
            client.close().unwrap();
            let (a, mut b) = pair();
            assert!(a.as_raw_fd() != number && b.as_raw_fd() != number);
            b.write_all(b"for another").unwrap();
            reader.join().unwrap();
        });
        assert_eq!(server.read(&mut [0; 8]).unwrap_or(0), 0);
    }
}

// NE-13
fn a_new_socket_does_not_get_its_predecessors_readiness(world: World) {
    for _ in 0..sized(400) {
        let (client, mut server) = pair();
        world.scope(|s| {
            s.spawn(|| {
                let _ = (&client).read(&mut [0; 8]);
            });
            s.spawn(move || {
                let _ = server.write_all(b"x");
            });
            yield_now();
        });
        let number = client.as_raw_fd();
        drop(client);
        // Most likely it has the number and the record of the last one.
        let (mut next, mut peer) = pair();
        let _ = number;
        next.set_read_timeout(Some(Duration::from_micros(200))).unwrap();
        assert!(next.read(&mut [0; 8]).is_err(), "there is nothing to read");
        peer.write_all(b"y").unwrap();
        next.set_read_timeout(None).unwrap();
        assert_eq!(next.read(&mut [0; 8]).unwrap(), 1);
    }
}

// NE-02: whoever is first
fn close_against_everything(world: World) {
    for _ in 0..sized(300) {
        let (client, server) = pair();
        world.scope(|s| {
            for _ in 0..2 {
                s.spawn(|| while matches!((&client).read(&mut [0; 8]), Ok(1..)) {});
            }
            s.spawn(|| while (&client).write(b"abc").is_ok() {});
            s.spawn(|| while (&server).write(b"abcdefgh").is_ok() {});
            s.spawn(|| while matches!((&server).read(&mut [0; 8]), Ok(1..)) {});
            s.spawn(|| {
                yield_now();
                client.close().unwrap();
            });
        });
    }
}

both!(
    a_blocked_accept,
    a_blocked_read,
    a_blocked_write,
    a_blocked_receive,
    shutdown_ends_a_blocked_read,
    the_number_is_not_given_out_again,
    a_new_socket_does_not_get_its_predecessors_readiness,
    close_against_everything,
);

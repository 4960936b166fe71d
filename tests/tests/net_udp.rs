//! UDP. Go's `net/udpsock_test.go`, written anew.

#![forbid(unsafe_code)]

use goroutines::net::UdpSocket;
use goroutines_tests::{World, both, ms, sized};
use std::io::ErrorKind;

fn socket() -> UdpSocket {
    UdpSocket::bind("127.0.0.1:0").unwrap()
}

// NE-09; TestUDPZeroBytePayload
fn an_empty_datagram(_: World) {
    let (a, b) = (socket(), socket());
    assert_eq!(a.send_to(&[], b.local_addr().unwrap()).unwrap(), 0);
    let mut buffer = [7; 4];
    assert_eq!(b.recv_from(&mut buffer).unwrap(), (0, a.local_addr().unwrap()));
    assert_eq!(buffer, [7; 4]);
}

// NE-09; TestUDPReadSizeError: here as in std it is cut
fn a_datagram_that_is_too_long(_: World) {
    let (a, b) = (socket(), socket());
    a.send_to(b"abcdef", b.local_addr().unwrap()).unwrap();
    a.send_to(b"gh", b.local_addr().unwrap()).unwrap();
    let mut buffer = [0; 4];
    assert_eq!(b.peek_from(&mut buffer).unwrap().0, 4);
    assert_eq!(b.recv(&mut buffer).unwrap(), 4);
    assert_eq!(&buffer, b"abcd");
    assert_eq!(b.recv(&mut buffer).unwrap(), 2);
}

// NE-09
fn connected(world: World) {
    let (a, b, stranger) = (socket(), socket(), socket());
    a.connect(b.local_addr().unwrap()).unwrap();
    assert_eq!(a.peer_addr().unwrap(), b.local_addr().unwrap());
    world.scope(|s| {
        s.spawn(|| {
            let mut buffer = [0; 16];
            let (length, from) = b.recv_from(&mut buffer).unwrap();
            stranger.send_to(b"not heard", from).unwrap();
            b.send_to(&buffer[..length], from).unwrap();
        });
        assert_eq!(a.send(b"hello").unwrap(), 5);
        let mut buffer = [0; 16];
        assert_eq!(a.recv(&mut buffer).unwrap(), 5);
        assert_eq!(&buffer[..5], b"hello");
    });
    assert_eq!(a.send_to(&[], &[][..]).unwrap_err().kind(), ErrorKind::InvalidInput);
}

// Several receive from one socket: each datagram goes to one, and none is left.
fn several_receivers(world: World) {
    let (server, client) = (socket(), socket());
    let address = server.local_addr().unwrap();
    for _ in 0..sized(200) {
        world.scope(|s| {
            for _ in 0..4 {
                s.spawn(|| assert_eq!(server.recv(&mut [0; 4]).unwrap(), 1));
            }
            for _ in 0..4 {
                client.send_to(b"x", address).unwrap();
            }
        });
    }
}

fn options(_: World) {
    let socket = socket();
    socket.set_broadcast(true).unwrap();
    assert!(socket.broadcast().unwrap());
    socket.set_ttl(33).unwrap();
    assert_eq!(socket.ttl().unwrap(), 33);
    socket.set_multicast_ttl_v4(44).unwrap();
    assert_eq!(socket.multicast_ttl_v4().unwrap(), 44);
    socket.set_read_timeout(Some(ms(7))).unwrap();
    assert_eq!(socket.try_clone().unwrap().read_timeout().unwrap(), Some(ms(7)));
    assert!(format!("{socket:?}").starts_with("UdpSocket { addr: 127.0.0.1:"));
    assert_eq!(socket.peer_addr().unwrap_err().kind(), ErrorKind::NotConnected);
}

both!(an_empty_datagram, a_datagram_that_is_too_long, connected, several_receivers, options);

//! Deadlines, which are points in time, and timeouts, which each call has anew. Go's `net/timeout_test.go`, written anew.

#![forbid(unsafe_code)]

use goroutines::net::{TcpListener, TcpStream, UdpSocket};
use goroutines::yield_now;
use goroutines_tests::{World, both, ms, sized};
use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (client, listener.accept().unwrap().0)
}

fn soon() -> Option<Instant> {
    Some(Instant::now() + ms(3))
}

#[track_caller]
fn assert_timed_out(mut stream: &TcpStream) {
    let error = stream.read(&mut [0; 8]).unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::TimedOut, "i/o timeout".to_owned()));
}

// NE-03; TestReadTimeout
fn a_read_ends_at_its_deadline(_: World) {
    let (client, mut server) = pair();
    let until = soon();
    client.set_read_deadline(until).unwrap();
    assert_timed_out(&client);
    assert!(Some(Instant::now()) >= until);
    // NE-04; TestReadTimeoutMustNotReturn: it stays in the past, even if there is something to read
    server.write_all(b"x").unwrap();
    assert_timed_out(&client);
    assert_timed_out(&client);
    client.set_read_deadline(None).unwrap();
    assert_eq!((&client).read(&mut [0; 8]).unwrap(), 1);
    // Writing has a deadline of its own.
    client.set_read_deadline(Some(Instant::now())).unwrap();
    (&client).write_all(b"y").unwrap();
    client.set_deadline(Some(Instant::now())).unwrap();
    assert_eq!((&client).write(b"z").unwrap_err().kind(), ErrorKind::TimedOut);
}

// NE-03; TestReadTimeoutUnblocksRead
fn another_sets_it_while_the_read_waits(world: World) {
    for past in [true, false] {
        let (client, _server) = pair();
        world.scope(|s| {
            let reader = s.spawn(|| assert_timed_out(&client));
            goroutines::time::sleep(ms(2));
            client.set_read_deadline(if past { Some(Instant::now()) } else { soon() }).unwrap();
            reader.join().unwrap();
        });
    }
}

// NE-03: one that is put off, or taken away, does not end the read
fn a_deadline_that_is_put_off(world: World) {
    let (client, mut server) = pair();
    client.set_read_deadline(Some(Instant::now() + ms(50))).unwrap();
    world.scope(|s| {
        let reader = s.spawn(|| (&client).read(&mut [0; 8]));
        goroutines::time::sleep(ms(2));
        client.set_read_deadline(None).unwrap();
        goroutines::time::sleep(ms(60));
        server.write_all(b"x").unwrap();
        assert_eq!(reader.join().unwrap().unwrap(), 1);
    });
}

// NE-03; TestWriteTimeout
fn a_write_ends_at_its_deadline(_: World) {
    let (client, _server) = pair();
    client.set_write_deadline(Some(Instant::now() + ms(10))).unwrap();
    let block = [0; 1 << 16];
    let error = loop {
        if let Err(error) = (&client).write(&block) {
            break error;
        }
    };
    assert_eq!(error.kind(), ErrorKind::TimedOut);
}

fn an_accept_ends_at_its_deadline(world: World) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_deadline(soon()).unwrap();
    world.scope(|s| {
        for _ in 0..3 {
            s.spawn(|| assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::TimedOut));
        }
    });
    listener.set_deadline(None).unwrap();
    let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    listener.accept().unwrap();
}

// NE-04 [D]: std's is for each call
fn a_timeout_is_for_each_call(_: World) {
    let (client, mut server) = pair();
    client.set_read_timeout(Some(ms(3))).unwrap();
    for _ in 0..3 {
        let start = Instant::now();
        assert_eq!((&client).read(&mut [0; 8]).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(start.elapsed() >= ms(3));
    }
    server.write_all(b"x").unwrap();
    client.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    assert_eq!((&client).read(&mut [0; 8]).unwrap(), 1);
    // The earlier of the two.
    client.set_read_deadline(soon()).unwrap();
    assert_timed_out(&client);
}

// NE-09; TestUDPReadTimeout
fn a_receive_ends_at_its_deadline(_: World) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_deadline(soon()).unwrap();
    assert_eq!(socket.recv_from(&mut [0; 8]).unwrap_err().kind(), ErrorKind::TimedOut);
    socket.set_read_deadline(None).unwrap();
    socket.set_read_timeout(Some(ms(2))).unwrap();
    assert_eq!(socket.recv(&mut [0; 8]).unwrap_err().kind(), ErrorKind::WouldBlock);
}

// NE-03; TestConcurrentSetDeadline
fn set_by_many_while_others_wait(world: World) {
    let (client, server) = pair();
    world.scope(|s| {
        for side in [&client, &server] {
            for _ in 0..2 {
                s.spawn(move || {
                    for round in 0..sized(2_000) {
                        let later = Duration::from_micros(round as u64 % 300);
                        side.set_read_deadline(Some(Instant::now() + later)).unwrap();
                        if round % 16 == 0 {
                            yield_now();
                        }
                    }
                });
                s.spawn(move || {
                    for _ in 0..sized(200) {
                        let mut stream = side;
                        if let Err(error) = stream.read(&mut [0; 8]) {
                            assert_eq!(error.kind(), ErrorKind::TimedOut);
                        }
                    }
                });
            }
        }
    });
    client.set_deadline(None).unwrap();
    server.set_deadline(None).unwrap();
    (&client).write_all(b"x").unwrap();
    assert_eq!((&server).read(&mut [0; 8]).unwrap(), 1);
}

// NE-05; TestReadWriteDeadlineRace: no byte is lost when deadlines and data race
fn deadlines_against_data(world: World) {
    let (client, server) = pair();
    let total = sized(4_000);
    world.scope(|s| {
        s.spawn(|| {
            for n in 0..total {
                (&client).write_all(&[(n % 256) as u8]).unwrap();
                if n % 7 == 0 {
                    yield_now();
                }
            }
        });
        let mut next = 0;
        while next < total {
            server.set_read_deadline(Some(Instant::now() + Duration::from_micros(30))).unwrap();
            let mut byte = [0];
            match (&server).read(&mut byte) {
                Ok(1) => {
                    assert_eq!(usize::from(byte[0]), next % 256);
                    next += 1;
                }
                Ok(length) => panic!("{length} bytes"),
                Err(error) => assert_eq!(error.kind(), ErrorKind::TimedOut),
            }
        }
    });
}

both!(
    a_read_ends_at_its_deadline,
    another_sets_it_while_the_read_waits,
    a_deadline_that_is_put_off,
    a_write_ends_at_its_deadline,
    an_accept_ends_at_its_deadline,
    a_timeout_is_for_each_call,
    a_receive_ends_at_its_deadline,
    set_by_many_while_others_wait,
    deadlines_against_data,
);

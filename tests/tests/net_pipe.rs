//! The connection in memory. Go's `net/pipe_test.go` and `golang.org/x/net/nettest`, written anew.

#![forbid(unsafe_code)]

use goroutines::net::{Closed, pipe};
use goroutines_tests::{World, both, ms, sized};
use std::io::{ErrorKind, Read, Write};
use std::time::Instant;

// NE-16; TestPipe
fn a_write_waits_for_its_readers(world: World) {
    let (mut a, mut b) = pipe();
    world.scope(|s| {
        s.spawn(move || {
            for n in 0..sized(1_000) {
                assert_eq!(a.write(&[n as u8; 3]).unwrap(), 3);
            }
        });
        let mut byte = [0; 1];
        for n in 0..3 * sized(1_000) {
            assert_eq!(b.read(&mut byte).unwrap(), 1);
            assert_eq!(byte[0], (n / 3) as u8);
        }
        assert_eq!(b.read(&mut byte).unwrap(), 0);
    });
}

// NE-16; TestPipeCloseError
fn closing(world: World) {
    let (mut a, mut b) = pipe();
    a.close().unwrap();
    assert!(Closed::is(&a.close().unwrap_err()));
    assert!(Closed::is(&a.read(&mut [0; 1]).unwrap_err()));
    assert!(Closed::is(&a.write(&[0; 1]).unwrap_err()));
    assert!(Closed::is(&a.set_deadline(None).unwrap_err()));
    assert!(Closed::is(&a.try_clone().unwrap_err()));
    assert_eq!(b.read(&mut [0; 1]).unwrap(), 0);
    assert_eq!(b.write(&[0; 1]).unwrap_err().kind(), ErrorKind::BrokenPipe);
    let (a, b) = pipe();
    world.scope(|s| {
        let reader = s.spawn(|| (&a).read(&mut [0; 1]));
        let writer = s.spawn(|| (&a).write(&[0; 1]));
        goroutines::time::sleep(ms(2));
        a.close().unwrap();
        assert!(Closed::is(&reader.join().unwrap().unwrap_err()));
        assert!(Closed::is(&writer.join().unwrap().unwrap_err()));
    });
    drop(b);
}

// NE-16; nettest's PastTimeout, PresentTimeout, FutureTimeout, CloseTimeout
fn deadlines(world: World) {
    let (a, b) = pipe();
    a.set_deadline(Some(Instant::now())).unwrap();
    assert_eq!((&a).read(&mut [0; 1]).unwrap_err().kind(), ErrorKind::TimedOut);
    assert_eq!((&a).write(&[0; 1]).unwrap_err().to_string(), "i/o timeout");
    a.set_deadline(None).unwrap();
    world.scope(|s| {
        let reader = s.spawn(|| (&a).read(&mut [0; 1]));
        let writer = s.spawn(|| (&a).write(&[0; 1]));
        goroutines::time::sleep(ms(2));
        a.set_deadline(Some(Instant::now())).unwrap();
        assert_eq!(reader.join().unwrap().unwrap_err().kind(), ErrorKind::TimedOut);
        assert_eq!(writer.join().unwrap().unwrap_err().kind(), ErrorKind::TimedOut);
    });
    // What was offered in vain is not read later.
    b.set_read_timeout(Some(ms(2))).unwrap();
    assert_eq!((&b).read(&mut [0; 1]).unwrap_err().kind(), ErrorKind::WouldBlock);
    // A write that was read in part has written that.
    a.set_write_deadline(Some(Instant::now() + ms(50))).unwrap();
    world.scope(|s| {
        let writer = s.spawn(|| (&a).write(b"abc"));
        b.set_read_timeout(None).unwrap();
        let mut two = [0; 2];
        (&b).read_exact(&mut two).unwrap();
        assert_eq!(writer.join().unwrap().unwrap(), 2);
    });
}

// nettest's RacyWrite: what two write does not mix
fn several_writers(world: World) {
    let (a, mut b) = pipe();
    world.scope(|s| {
        for n in 0..4_u8 {
            let a = &a;
            s.spawn(move || {
                for _ in 0..sized(200) {
                    (&*a).write_all(&[n; 16]).unwrap();
                }
            });
        }
        let mut block = [0; 16];
        for _ in 0..4 * sized(200) {
            b.read_exact(&mut block).unwrap();
            assert!(block.iter().all(|byte| *byte == block[0]), "{block:?}");
        }
    });
}

both!(a_write_waits_for_its_readers, closing, deadlines, several_writers);

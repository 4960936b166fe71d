//! `Sender::send_or_exit`: Go's `ch <- v` for producers that nobody waits for.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::Goexit;
use goroutines::sync::ErrGroup;
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::child::Child;
use goroutines_tests::watch;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

struct Noted(Arc<AtomicBool>);

impl Drop for Noted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn a_producer_ends_when_its_last_receiver_has_gone() {
    let _watch = watch("last receiver");
    for capacity in [0, 2] {
        let (tx, rx) = chan(capacity);
        let dropped = Arc::new(AtomicBool::new(false));
        let noted = Noted(Arc::clone(&dropped));
        let producer = go!(|noted| {
            let _noted = noted;
            for n in 0_u64.. {
                tx.send_or_exit(n);
            }
        });
        assert_eq!(rx.iter().take(5).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        drop(rx);
        assert!(producer.join().unwrap_err().is::<Goexit>());
        assert!(dropped.load(Ordering::SeqCst), "its destructors ran");
    }
}

#[test]
fn one_that_waits_ends_too() {
    let _watch = watch("waiting");
    let (tx, rx) = chan(0);
    let producer = named("producing", move || tx.send_or_exit(1));
    until_blocked("producing", "chan send");
    drop(rx);
    assert!(producer.join().unwrap_err().is::<Goexit>());
}

#[test]
fn a_closed_channel_ends_it_and_the_value_is_dropped() {
    let _watch = watch("closed");
    let (tx, _rx) = chan(1);
    tx.close();
    let dropped = Arc::new(AtomicBool::new(false));
    let noted = Noted(Arc::clone(&dropped));
    let producer = go!(|tx, noted| tx.send_or_exit(noted));
    assert!(producer.join().unwrap_err().is::<Goexit>());
    assert!(dropped.load(Ordering::SeqCst));
}

#[test]
fn groups_take_it_for_an_ordinary_end() {
    let _watch = watch("groups");
    let (tx, rx) = chan(0);
    drop(rx);
    let wg = WaitGroup::new();
    go!(in wg, |clone tx| tx.send_or_exit(1));
    wg.wait();
    let group = ErrGroup::<String>::new();
    go!(in group, |clone tx| {
        tx.send_or_exit(1);
        Ok(())
    });
    assert_eq!(group.wait(), Ok(()));
    let handle = thread::spawn(move || tx.send_or_exit(1));
    assert!(handle.join().is_err(), "a thread ends by it");
}

#[test]
fn nothing_is_printed() {
    let outcome = Child::new(env!("CARGO_BIN_EXE_producer"), "").run();
    assert!(outcome.status.success(), "{outcome:?}");
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("0 1 2\n", ""));
}

//! What the handles say of their channel, and the operations that do not wait.
//!
//! Covers crossbeam's `array.rs`, `list.rs`, `zero.rs` and the error cases of `mpsc.rs`.

use goroutines::channel::{Receiver, SendError, Sender, TryRecvError, TrySendError, bounded, never, unbounded};
use goroutines_tests::{World, both, sized};
use std::error::Error;

// cb:array.rs, list.rs, zero.rs smoke
fn one_value_goes_through(world: World) {
    for capacity in [Some(1), Some(7), None] {
        let (tx, rx) = open(capacity);
        tx.send(7).unwrap();
        assert_eq!(rx.try_recv(), Ok(7));
        tx.send(8).unwrap();
        assert_eq!(rx.recv(), Ok(8));
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    }
    let (tx, rx) = open(Some(0));
    assert_eq!(tx.try_send(7), Err(TrySendError::Full(7)));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    world.scope(|s| {
        s.spawn(|| tx.send(9).unwrap());
        assert_eq!(rx.recv(), Ok(9));
    });
}

// cb:array.rs, list.rs, zero.rs capacity; CH-08
fn capacity_is_what_was_asked_for(_world: World) {
    for wanted in 0..10 {
        let (tx, rx) = bounded::<()>(wanted);
        assert_eq!((tx.capacity(), rx.capacity()), (Some(wanted), Some(wanted)));
    }
    let (tx, rx) = unbounded::<()>();
    assert_eq!((tx.capacity(), rx.capacity()), (None, None));
}

// cb:array.rs len_empty_full; CH-08
fn both_ends_agree_on_how_full_a_buffer_is(_world: World) {
    let (tx, rx) = bounded(2);
    assert_state(&tx, &rx, 0, true, false);
    tx.send(()).unwrap();
    assert_state(&tx, &rx, 1, false, false);
    tx.send(()).unwrap();
    assert_state(&tx, &rx, 2, false, true);
    rx.recv().unwrap();
    assert_state(&tx, &rx, 1, false, false);
}

// cb:list.rs len_empty_full
fn an_unbounded_channel_is_never_full(_world: World) {
    let (tx, rx) = unbounded();
    assert_state(&tx, &rx, 0, true, false);
    for sent in 1..=100 {
        tx.send(()).unwrap();
        assert_state(&tx, &rx, sent, false, false);
    }
    for left in (0..100).rev() {
        rx.recv().unwrap();
        assert_eq!(rx.len(), left);
    }
    assert_state(&tx, &rx, 0, true, false);
}

// cb:zero.rs len_empty_full, len; CH-09
fn an_unbuffered_channel_is_empty_and_full(world: World) {
    let (tx, rx) = bounded(0);
    assert_state(&tx, &rx, 0, true, true);
    world.scope(|s| {
        s.spawn(|| {
            for number in 0..sized(2_000) {
                assert_state(&tx, &rx, 0, true, true);
                tx.send(number).unwrap();
            }
        });
        for number in 0..sized(2_000) {
            assert_eq!(rx.recv(), Ok(number));
            assert_state(&tx, &rx, 0, true, true);
        }
    });
}

// cb:array.rs len, list.rs len
fn len_follows_sends_and_receives(world: World) {
    const CAPACITY: usize = 200;
    let (tx, rx) = bounded(CAPACITY);
    for _ in 0..20 {
        for sent in 0..50 {
            tx.send(sent).unwrap();
            assert_eq!(tx.len(), sent + 1);
        }
        for taken in 0..50 {
            rx.recv().unwrap();
            assert_eq!(rx.len(), 49 - taken);
        }
    }
    world.scope(|s| {
        s.spawn(|| {
            for number in 0..sized(20_000) {
                assert_eq!(rx.recv(), Ok(number));
                assert!(rx.len() <= CAPACITY);
            }
        });
        for number in 0..sized(20_000) {
            tx.send(number).unwrap();
            assert!(tx.len() <= CAPACITY);
        }
    });
    assert_eq!((tx.len(), rx.len()), (0, 0));
}

// cb:mpsc.rs try_send1..3, array.rs try_send, try_recv; XB-07
fn a_refused_value_is_in_the_error(_world: World) {
    let (tx, rx) = bounded(1);
    assert_eq!(tx.try_send("first"), Ok(()));
    assert_eq!(tx.try_send("second"), Err(TrySendError::Full("second")));
    assert_eq!(rx.try_recv(), Ok("first"));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    drop(rx);
    assert_eq!(tx.try_send("third"), Err(TrySendError::Disconnected("third")));
    assert_eq!(tx.send("fourth"), Err(SendError("fourth")));
    assert_eq!(tx.send("fifth").unwrap_err().into_inner(), "fifth");

    let (tx, rx) = unbounded();
    assert_eq!(tx.try_send(1), Ok(()));
    drop(rx);
    assert_eq!(tx.try_send(2), Err(TrySendError::Disconnected(2)));

    let (tx, rx) = bounded(0);
    assert_eq!(tx.try_send(1), Err(TrySendError::Full(1)));
    drop(rx);
    assert_eq!(tx.try_send(2), Err(TrySendError::Disconnected(2)));
}

// The error types are crossbeam's own, so that `?` and `From` go on working.
fn errors_are_crossbeams(_world: World) {
    fn with_question_mark(rx: &Receiver<i32>) -> Result<i32, Box<dyn Error>> {
        Ok(rx.recv()?)
    }
    let (tx, rx) = bounded(1);
    tx.send(1).unwrap();
    drop(tx);
    assert_eq!(with_question_mark(&rx).unwrap(), 1);
    assert!(with_question_mark(&rx).unwrap_err().is::<crossbeam_channel::RecvError>());
    let converted: crossbeam_channel::TryRecvError = rx.recv().unwrap_err().into();
    assert!(converted.is_disconnected());
    assert_eq!(rx.recv().unwrap_err().to_string(), crossbeam_channel::RecvError.to_string());
}

fn handles_have_a_short_debug_form(_world: World) {
    let (tx, rx) = bounded::<()>(0);
    assert_eq!(format!("{tx:?} {rx:?}"), "Sender { .. } Receiver { .. }");
    assert_eq!(format!("{:?}", never::<()>()), "Receiver { .. }");
}

// cb:array.rs mpmc, golang.rs Chan; XB-09
fn borrowed_handles_are_enough(world: World) {
    fn assert_shared<T: Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>(_: &T) {}
    let (tx, rx) = bounded(4);
    assert_shared(&tx);
    assert_shared(&rx);
    let (tx, rx) = (&tx, &rx);
    world.scope(|s| {
        for number in 0..4 {
            s.spawn(move || tx.send(number).unwrap());
        }
        let mut got: Vec<i32> = (0..4).map(|_| rx.recv().unwrap()).collect();
        got.sort_unstable();
        assert_eq!(got, [0, 1, 2, 3]);
    });
}

fn open(capacity: Option<usize>) -> (Sender<i32>, Receiver<i32>) {
    capacity.map_or_else(unbounded, bounded)
}

#[track_caller]
fn assert_state<T>(tx: &Sender<T>, rx: &Receiver<T>, len: usize, empty: bool, full: bool) {
    assert_eq!((tx.len(), tx.is_empty(), tx.is_full()), (len, empty, full));
    assert_eq!((rx.len(), rx.is_empty(), rx.is_full()), (len, empty, full));
}

both!(
    one_value_goes_through,
    capacity_is_what_was_asked_for,
    both_ends_agree_on_how_full_a_buffer_is,
    an_unbounded_channel_is_never_full,
    an_unbuffered_channel_is_empty_and_full,
    len_follows_sends_and_receives,
    a_refused_value_is_in_the_error,
    errors_are_crossbeams,
    handles_have_a_short_debug_form,
    borrowed_handles_are_enough,
);

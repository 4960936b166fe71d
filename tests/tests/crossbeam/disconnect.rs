//! What happens when the last sender or the last receiver goes.
//!
//! Covers crossbeam's `array.rs`, `list.rs`, `zero.rs` and `mpsc.rs`.

use goroutines::channel::{
    Receiver, RecvError, RecvTimeoutError, SendError, SendTimeoutError, Sender, TryRecvError, TrySendError, bounded,
    unbounded,
};
use goroutines_tests::{World, both, ms};

fn flavors() -> Vec<(Sender<i32>, Receiver<i32>)> {
    vec![bounded(0), bounded(1), bounded(100), unbounded()]
}

// cb:array.rs, list.rs send_after_disconnect; CL-12
fn a_sender_without_receivers_is_told_so_at_once(_world: World) {
    for (tx, rx) in flavors() {
        drop(rx);
        assert_eq!(tx.send(4), Err(SendError(4)));
        assert_eq!(tx.try_send(5), Err(TrySendError::Disconnected(5)));
        // Waiting would be seen: the watchdog is faster.
        assert_eq!(tx.send_timeout(6, ms(1_000_000)), Err(SendTimeoutError::Disconnected(6)));
    }
}

// cb:array.rs, list.rs recv_after_disconnect; CL-02
fn what_is_buffered_outlives_the_senders(_world: World) {
    for (tx, rx) in [bounded(100), unbounded()] {
        for number in 1..=3 {
            tx.send(number).unwrap();
        }
        drop(tx);
        assert_eq!(rx.recv(), Ok(1));
        assert_eq!(rx.try_recv(), Ok(2));
        assert_eq!(rx.recv_timeout(ms(1_000_000)), Ok(3));
        for _ in 0..3 {
            assert_eq!(rx.recv(), Err(RecvError));
            assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
            assert_eq!(rx.recv_timeout(ms(1_000_000)), Err(RecvTimeoutError::Disconnected));
        }
    }
}

// cb:array.rs, zero.rs disconnect_wakes_sender; CL-14
fn the_last_receiver_wakes_blocked_senders(world: World) {
    for capacity in [0, 1] {
        let (tx, rx) = bounded(capacity);
        for number in 0..capacity {
            tx.send(number).unwrap();
        }
        let other = rx.clone();
        world.scope(|s| {
            let blocked: Vec<_> = (10..14)
                .map(|number| {
                    let tx = tx.clone();
                    s.spawn(move || assert_eq!(tx.send(number), Err(SendError(number))))
                })
                .collect();
            world.sleep(ms(10));
            drop(rx);
            world.sleep(ms(10));
            assert!(blocked.iter().all(|sender| !sender.is_finished()), "a receiver is left");
            drop(other);
        });
    }
}

// cb:array.rs, list.rs, zero.rs disconnect_wakes_receiver
fn the_last_sender_wakes_blocked_receivers(world: World) {
    for (tx, rx) in flavors() {
        let other = tx.clone();
        world.scope(|s| {
            let blocked: Vec<_> = (0..4)
                .map(|_| {
                    let rx = rx.clone();
                    s.spawn(move || assert_eq!(rx.recv(), Err(RecvError)))
                })
                .collect();
            world.sleep(ms(10));
            drop(tx);
            world.sleep(ms(10));
            assert!(blocked.iter().all(|receiver| !receiver.is_finished()), "a sender is left");
            drop(other);
        });
    }
}

// cb:mpsc.rs chan_gone_concurrent and its like
fn a_sender_notices_when_the_receivers_go(world: World) {
    for capacity in [0, 1, 8] {
        let (tx, rx) = bounded(capacity);
        world.scope(|s| {
            s.spawn(move || {
                for number in 0..100 {
                    assert_eq!(rx.recv(), Ok(number));
                }
            });
            let mut number = 0;
            while tx.send(number).is_ok() {
                number += 1;
            }
            assert!((100..=100 + capacity as i32).contains(&number), "{number}");
        });
    }
}

both!(
    a_sender_without_receivers_is_told_so_at_once,
    what_is_buffered_outlives_the_senders,
    the_last_receiver_wakes_blocked_senders,
    the_last_sender_wakes_blocked_receivers,
    a_sender_notices_when_the_receivers_go,
);

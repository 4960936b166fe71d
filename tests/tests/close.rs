//! Closing a channel. Go's `closedchan.go`, written anew, and what a library with drops adds.

#![forbid(unsafe_code)]

use goroutines::channel::{
    RecvError, RecvTimeoutError, Select, SendError, SendTimeoutError, TryRecvError, TrySendError, unbounded,
};
use goroutines::prelude::*;
use goroutines_tests::{World, both, ms, sized};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

fn channels() -> Vec<(Sender<i32>, Receiver<i32>)> {
    vec![chan(0), chan(1), chan(3), unbounded()]
}

// CL-01; XB-04: test/closedchan.go
fn every_form_of_receiving_says_closed(_world: World) {
    for (tx, rx) in channels() {
        assert!(tx.close());
        for _ in 0..3 {
            assert_eq!(rx.recv(), Err(RecvError));
            assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
            assert_eq!(rx.recv_timeout(Duration::MAX), Err(RecvTimeoutError::Disconnected));
            assert_eq!(select! { v = <-rx => v }, Err(RecvError));
            let value = select! {
                v = <-rx => v,
                default => panic!("a closed channel is ready"),
            };
            assert_eq!(value, Err(RecvError));
            let mut select = Select::new();
            select.recv(&rx);
            assert_eq!(select.try_select().unwrap().recv(&rx), Err(RecvError));
            assert_eq!(rx.iter().next(), None);
        }
    }
}

// CL-02, CL-15
fn what_is_buffered_is_received_before(_world: World) {
    for (tx, rx) in [chan(3), unbounded()] {
        let capacity = rx.capacity();
        (0..3).for_each(|value| tx.send(value).unwrap());
        tx.close();
        assert_eq!(rx.len(), 3);
        assert_eq!(rx.recv(), Ok(0));
        assert_eq!(select! { v = <-rx => v, default => panic!() }, Ok(1));
        assert_eq!(rx.try_recv(), Ok(2));
        assert_eq!(rx.recv(), Err(RecvError));
        assert_eq!((rx.len(), tx.len(), rx.capacity()), (0, 0, capacity));
    }
}

// CL-03, CL-10
fn closing_wakes_every_receiver_once(world: World) {
    for (tx, rx) in channels() {
        let woken = AtomicUsize::new(0);
        world.scope(|s| {
            for number in 0..20 {
                let (rx, woken) = (&rx, &woken);
                s.spawn(move || {
                    let value = if number % 2 == 0 {
                        rx.recv()
                    } else {
                        select! { v = <-rx => v }
                    };
                    assert_eq!(value, Err(RecvError));
                    woken.fetch_add(1, Ordering::SeqCst);
                });
            }
            world.sleep(ms(2));
            assert_eq!(woken.load(Ordering::SeqCst), 0);
            tx.close();
        });
        assert_eq!(woken.load(Ordering::SeqCst), 20);
    }
}

// CL-04
fn closing_wakes_every_sender_with_its_value(world: World) {
    for capacity in [0, 2] {
        let (tx, rx) = chan(capacity);
        (0..capacity).for_each(|value| tx.send(value).unwrap());
        world.scope(|s| {
            for number in 10..20 {
                let tx = &tx;
                s.spawn(move || {
                    let refused = match number % 3 {
                        0 => tx.send(number),
                        1 => select! { r = tx <- number => r },
                        _ => tx.send_timeout(number, Duration::MAX).map_err(|error| SendError(error.into_inner())),
                    };
                    assert_eq!(refused, Err(SendError(number)));
                });
            }
            world.sleep(ms(2));
            tx.close();
        });
        // CL-06
        assert_eq!(rx.iter().collect::<Vec<_>>(), (0..capacity).collect::<Vec<_>>());
    }
}

// CL-05, CL-09
fn a_sending_arm_on_a_closed_channel_is_ready_and_fails(_world: World) {
    for (tx, rx) in channels() {
        tx.close();
        let refused = select! {
            r = tx <- 1 => r,
            default => panic!("a closed channel is ready"),
        };
        assert_eq!(refused, Err(SendError(1)));
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            select! {
                tx <- 1 => {}
                default => panic!("a closed channel is ready"),
            }
        }))
        .unwrap_err();
        let text = panicked.downcast_ref().map_or_else(|| *panicked.downcast_ref::<&str>().unwrap(), String::as_str);
        assert!(text.contains("closed channel"), "{text}");
        // CL-06
        assert_eq!(rx.recv(), Err(RecvError));
    }
}

// CL-07 [D]
fn closing_twice_is_harmless_and_one_of_two_is_first(world: World) {
    let (tx, _rx) = chan::<()>(0);
    assert!(tx.close());
    assert!(!tx.close());
    assert!(!tx.clone().close());
    for _ in 0..sized(2_000) {
        let (tx, _rx) = chan::<()>(1);
        let first = AtomicUsize::new(0);
        world.scope(|s| {
            for _ in 0..2 {
                s.spawn(|| first.fetch_add(usize::from(tx.close()), Ordering::SeqCst));
            }
        });
        assert_eq!(first.load(Ordering::SeqCst), 1);
    }
}

// CL-12
fn every_form_of_sending_says_closed(_world: World) {
    for (tx, _rx) in channels() {
        tx.close();
        assert_eq!(tx.send(1), Err(SendError(1)));
        assert_eq!(tx.try_send(2), Err(TrySendError::Disconnected(2)));
        assert_eq!(tx.send_timeout(3, Duration::MAX), Err(SendTimeoutError::Disconnected(3)));
        let mut select = Select::new();
        select.send(&tx);
        assert_eq!(select.select().send(&tx, 4), Err(SendError(4)));
    }
    // Also when it is full: never "full".
    let (tx, _rx) = chan(1);
    tx.send(1).unwrap();
    tx.close();
    assert_eq!(tx.try_send(2), Err(TrySendError::Disconnected(2)));
}

// CL-13
fn one_clone_closes_for_all(_world: World) {
    let (tx, rx) = chan(2);
    let (second, third) = (tx.clone(), tx.clone());
    tx.send(1).unwrap();
    second.send(2).unwrap();
    assert!(second.close());
    assert_eq!(tx.send(3), Err(SendError(3)));
    assert_eq!(third.try_send(3), Err(TrySendError::Disconnected(3)));
    drop((tx, second));
    assert_eq!(rx.recv(), Ok(1));
    drop(third);
    assert_eq!(rx.recv(), Ok(2));
    assert_eq!(rx.recv(), Err(RecvError));
}

// CL-13: closing without any receiver, and after the last one has gone
fn closing_needs_no_receiver(_world: World) {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    drop(rx);
    assert!(tx.is_empty());
    tx.close();
    assert_eq!(tx.send(1), Err(SendError(1)));
}

// CL-03 against sends: each value is received or refused, never both, never neither
fn closing_among_senders_loses_and_repeats_nothing(world: World) {
    for capacity in [0, 1, 4] {
        for _ in 0..sized(200) {
            let (tx, rx) = chan(capacity);
            let (received, accepted) = world.scope(|s| {
                let senders: Vec<_> = (0..4)
                    .map(|member| {
                        let tx = &tx;
                        s.spawn(move || (0..20).filter(|value| tx.send(member * 100 + value).is_ok()).count())
                    })
                    .collect();
                let receiver = s.spawn(|| rx.iter().count());
                s.spawn(|| {
                    (0..10).for_each(|_| world.yield_now());
                    tx.close();
                });
                let accepted: usize = senders.into_iter().map(|sender| sender.join().unwrap()).sum();
                (receiver.join().unwrap(), accepted)
            });
            assert_eq!(received, accepted);
        }
    }
}

both!(
    every_form_of_receiving_says_closed,
    what_is_buffered_is_received_before,
    closing_wakes_every_receiver_once,
    closing_wakes_every_sender_with_its_value,
    a_sending_arm_on_a_closed_channel_is_ready_and_fails,
    closing_twice_is_harmless_and_one_of_two_is_first,
    every_form_of_sending_says_closed,
    one_clone_closes_for_all,
    closing_needs_no_receiver,
    closing_among_senders_loses_and_repeats_nothing,
);

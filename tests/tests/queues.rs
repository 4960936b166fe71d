//! Who is served first: the queues of those who wait at a channel.
//!
//! A waiter shows itself by a second arm on a channel of its own: when both of its own channels have a
//! waiter, the shared one between them has it too.

#![forbid(unsafe_code)]

use goroutines::channel::{Select, bounded};
use goroutines::prelude::*;
use goroutines::runtime;
use goroutines_tests::{World, both, ms, sized, watch};
use std::sync::Mutex;

/// Waits until somebody waits to receive at the other end.
fn wait_for_a_receiver(world: World, tx: &Sender<usize>) {
    let mut select = Select::new();
    select.send(tx);
    while select.try_ready().is_err() {
        world.yield_now();
    }
}

/// Waits until somebody waits to send at the other end.
fn wait_for_a_sender(world: World, rx: &Receiver<usize>) {
    let mut select = Select::new();
    select.recv(rx);
    while select.try_ready().is_err() {
        world.yield_now();
    }
}

// CH-12
fn blocked_receivers_are_served_in_their_order(world: World) {
    for capacity in [0, 2] {
        let (tx, rx) = bounded::<usize>(capacity);
        let served = Mutex::new(Vec::new());
        world.scope(|s| {
            for number in 0..10 {
                let (left_tx, left) = bounded::<usize>(0);
                let (right_tx, right) = bounded::<usize>(0);
                let (rx, served) = (&rx, &served);
                s.spawn(move || {
                    select! {
                        _ = <-left => panic!("nothing is sent here"),
                        value = <-rx => served.lock().unwrap().push((number, value.unwrap())),
                        _ = <-right => panic!("nothing is sent here"),
                    }
                });
                wait_for_a_receiver(world, &left_tx);
                wait_for_a_receiver(world, &right_tx);
                // They are not dropped before the end: that would wake the waiter.
                std::mem::forget((left_tx, right_tx));
            }
            for value in 0..10 {
                tx.send(value).unwrap();
            }
        });
        let mut served = served.into_inner().unwrap();
        served.sort_unstable();
        assert_eq!(served, (0..10).map(|number| (number, number)).collect::<Vec<_>>());
    }
}

// CH-12. On a buffered channel a sender in a `select!` is granted its place in turn, but makes its value
// later; so this is asked of an unbuffered one, where the receiver waits for the value.
fn blocked_senders_are_served_in_their_order(world: World) {
    let (tx, rx) = bounded(0);
    world.scope(|s| {
        for number in 0..10 {
            let (left, left_rx) = bounded(0);
            let (right, right_rx) = bounded(0);
            let tx = &tx;
            s.spawn(move || {
                select! {
                    left <- 0 => panic!("nobody receives here"),
                    tx <- number => {}
                    right <- 0 => panic!("nobody receives here"),
                }
            });
            wait_for_a_sender(world, &left_rx);
            wait_for_a_sender(world, &right_rx);
            std::mem::forget((left_rx, right_rx));
        }
        for value in 0..10 {
            assert_eq!(rx.recv(), Ok(value));
        }
    });
}

// CH-13
fn a_value_goes_to_the_receiver_that_waits(world: World) {
    for capacity in [0, 1] {
        for _ in 0..sized(200) {
            let (tx, rx) = bounded::<usize>(capacity);
            let (left_tx, left) = bounded::<usize>(0);
            let (right_tx, right) = bounded::<usize>(0);
            world.scope(|s| {
                s.spawn(|| {
                    select! {
                        _ = <-left => panic!("nothing is sent here"),
                        value = <-rx => assert_eq!(value, Ok(1)),
                        _ = <-right => panic!("nothing is sent here"),
                    }
                });
                wait_for_a_receiver(world, &left_tx);
                wait_for_a_receiver(world, &right_tx);
                tx.send(1).unwrap();
                assert!(rx.try_recv().is_err(), "a later receiver took it");
                assert_eq!(tx.len(), 0);
            });
        }
    }
}

// CH-12 for plain operations: with one worker, who is started first waits first.
#[goroutine]
#[test]
fn with_one_worker_plain_waiters_are_served_in_their_order() {
    if runtime::max_procs() != 1 {
        return;
    }
    let _watch = watch("with_one_worker_plain_waiters_are_served_in_their_order");
    let (tx, rx) = chan(0);
    let (order_tx, order_rx) = chan(100);
    let (here_tx, here_rx) = chan(1);
    for number in 0..100 {
        go!(|rx = rx.clone(), order_tx = order_tx.clone(), here_tx = here_tx.clone(), number| {
            here_tx.send(()).unwrap();
            let value: usize = rx.recv().unwrap();
            order_tx.send((number, value)).unwrap();
        });
        // Once it is here it runs on until it waits: nobody else can run.
        here_rx.recv().unwrap();
        goroutines::yield_now();
    }
    for value in 0..100 {
        tx.send(value).unwrap();
    }
    for _ in 0..100 {
        let (number, value) = order_rx.recv().unwrap();
        assert_eq!(number, value);
    }
}

// CH-14: with one worker, a sender that was let run waits until somebody receives.
#[goroutine]
#[test]
fn the_first_blocked_senders_value_takes_the_place_that_becomes_free_at_once() {
    if runtime::max_procs() != 1 {
        return;
    }
    let _watch = watch("the_first_blocked_senders_value_takes_the_place_that_becomes_free_at_once");
    for capacity in 1..4 {
        let (tx, rx) = chan(capacity);
        let (here_tx, here_rx) = chan(1);
        (0..capacity).for_each(|value| tx.send(value).unwrap());
        for value in capacity..capacity + 10 {
            go!(|tx = tx.clone(), here_tx = here_tx.clone(), value| {
                here_tx.send(()).unwrap();
                tx.send(value).unwrap();
            });
            here_rx.recv().unwrap();
            goroutines::yield_now();
        }
        for value in 0..capacity + 10 {
            assert_eq!(rx.try_recv(), Ok(value));
            assert_eq!(rx.len(), capacity.min(capacity + 9 - value));
        }
    }
}

// CH-17: many waiters at one channel, each with a second one of its own; leaving the queue must not
// look through it.
fn leaving_a_long_queue_is_cheap(world: World) {
    let members = if world == World::Threads { 100 } else { sized(10_000) };
    let (shared_tx, shared) = bounded::<usize>(0);
    world.scope(|s| {
        let own: Vec<_> = (0..members)
            .map(|_| {
                let (tx, rx) = bounded(0);
                let shared = &shared;
                s.spawn(move || {
                    select! {
                        _ = <-shared => panic!("nothing is sent to all"),
                        value = <-rx => assert_eq!(value, Ok(7)),
                    }
                });
                tx
            })
            .collect();
        for tx in own.iter().rev() {
            tx.send(7).unwrap();
        }
    });
    drop(shared_tx);
}

// CH-19: a waiter's slot is left alone after the wait was given up
fn a_wait_that_was_given_up_takes_no_value(world: World) {
    let (tx, rx) = bounded::<Box<usize>>(0);
    world.scope(|s| {
        let receiver = s.spawn(|| {
            let (mut got, mut gave_up) = (0, 0);
            loop {
                match rx.recv_timeout(std::time::Duration::from_micros(30)) {
                    Ok(value) => {
                        assert_eq!(*value, got);
                        got += 1;
                    }
                    Err(error) if error.is_timeout() => gave_up += 1,
                    Err(_) => return (got, gave_up),
                }
            }
        });
        let mut value = 0;
        while value < sized(2_000) {
            match tx.send_timeout(Box::new(value), std::time::Duration::from_micros(20)) {
                Ok(()) => value += 1,
                Err(error) => assert_eq!(*error.into_inner(), value),
            }
        }
        world.sleep(ms(2));
        tx.close();
        assert_eq!(receiver.join().unwrap().0, value);
    });
}

both!(
    blocked_receivers_are_served_in_their_order,
    blocked_senders_are_served_in_their_order,
    a_value_goes_to_the_receiver_that_waits,
    leaving_a_long_queue_is_cheap,
    a_wait_that_was_given_up_takes_no_value,
);

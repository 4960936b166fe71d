//! Many values between many threads or goroutines.
//!
//! Covers crossbeam's `array.rs`, `list.rs`, `zero.rs` and `mpsc.rs`.

use goroutines::channel::{Receiver, Sender, TryRecvError, bounded, select, unbounded};
use goroutines_tests::{World, both, ms, sized};
use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering};

fn flavors<T>() -> Vec<(Sender<T>, Receiver<T>)> {
    vec![bounded(0), bounded(1), bounded(3), bounded(100), unbounded()]
}

// cb:array.rs, list.rs, zero.rs spsc; CH-05
fn one_sender_and_one_receiver_keep_the_order(world: World) {
    for (tx, rx) in flavors() {
        world.scope(|s| {
            s.spawn(move || {
                for number in 0..sized(8_000) {
                    assert_eq!(rx.recv(), Ok(number));
                }
                assert!(rx.recv().is_err());
            });
            s.spawn(move || {
                for number in 0..sized(8_000) {
                    tx.send(number).unwrap();
                }
            });
        });
    }
}

// cb:array.rs, list.rs, zero.rs mpmc; CH-06
fn every_value_arrives_once(world: World) {
    const EACH: usize = 4;
    for (tx, rx) in flavors::<usize>() {
        let seen: Vec<AtomicUsize> = (0..sized(4_000)).map(|_| AtomicUsize::new(0)).collect();
        world.scope(|s| {
            for _ in 0..EACH {
                let (rx, seen) = (rx.clone(), &seen);
                s.spawn(move || {
                    for _ in 0..sized(4_000) {
                        seen[rx.recv().unwrap()].fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            for _ in 0..EACH {
                let tx = tx.clone();
                s.spawn(move || {
                    for number in 0..sized(4_000) {
                        tx.send(number).unwrap();
                    }
                });
            }
        });
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
        assert!(seen.iter().all(|count| count.load(Ordering::SeqCst) == EACH));
    }
}

// cb:array.rs, list.rs, zero.rs stress_oneshot
fn one_value_races_with_its_receiver(world: World) {
    for _ in 0..sized(2_000) {
        let (tx, rx) = bounded(1);
        world.scope(|s| {
            s.spawn(|| assert_eq!(rx.recv(), Ok(1)));
            s.spawn(|| tx.send(1).unwrap());
        });
    }
}

// cb:array.rs, list.rs, zero.rs stress_iter
fn requests_are_answered_by_what_is_there(world: World) {
    let total = sized(2_000);
    for capacity in [0, 1, 100] {
        let (ask, asked) = bounded(capacity);
        let (answer, answers) = bounded(capacity);
        world.scope(|s| {
            s.spawn(move || {
                let mut count = 0;
                loop {
                    for one in answers.try_iter() {
                        count += one;
                        if count == total {
                            return;
                        }
                    }
                    match ask.send_timeout((), ms(1)) {
                        Err(error) if error.is_disconnected() => return,
                        _ => {}
                    }
                }
            });
            for () in &asked {
                if answer.send(1).is_err() {
                    break;
                }
            }
        });
    }
}

// cb:array.rs, list.rs linearizable
fn who_has_sent_finds_something_to_receive(world: World) {
    const MEMBERS: usize = 4;
    for (tx, rx) in [bounded(MEMBERS), unbounded()] {
        world.scope(|s| {
            for _ in 0..MEMBERS {
                s.spawn(|| {
                    for _ in 0..sized(8_000) {
                        tx.send(0).unwrap();
                        rx.try_recv().unwrap();
                    }
                });
            }
        });
    }
}

// cb:array.rs, list.rs, zero.rs channel_through_channel; CH-16
fn channels_go_through_channels(world: World) {
    type Boxed = Box<dyn Any + Send>;
    for capacity in [Some(0), Some(1), None] {
        let open = move || capacity.map_or_else(unbounded::<Boxed>, bounded);
        let (tx, rx) = open();
        world.scope(|s| {
            s.spawn(move || {
                let mut tx = tx;
                for _ in 0..1_000 {
                    let (next_tx, next_rx) = open();
                    tx.send(Box::new(next_rx)).unwrap();
                    tx = next_tx;
                }
            });
            s.spawn(move || {
                let mut rx = rx;
                for _ in 0..1_000 {
                    rx = *rx.recv().unwrap().downcast::<Receiver<Boxed>>().unwrap();
                }
            });
        });
    }
}

// cb:zero.rs fairness, fairness_duplicates; SE-04, SE-06
fn both_sides_of_unbuffered_channels_choose_fairly(world: World) {
    let rounds = sized(8_000);
    let (tx1, rx1) = bounded(0);
    let (tx2, rx2) = bounded(0);
    world.scope(|s| {
        s.spawn(|| {
            let mut hits = [0; 2];
            for _ in 0..rounds {
                select! {
                    recv(rx1) -> _ => hits[0] += 1,
                    recv(rx2) -> _ => hits[1] += 1,
                }
            }
            assert!(hits.iter().all(|hit| *hit >= rounds / 4), "{hits:?}");
        });
        let mut hits = [0; 2];
        for _ in 0..rounds {
            select! {
                send(tx1, ()) -> _ => hits[0] += 1,
                send(tx2, ()) -> _ => hits[1] += 1,
            }
        }
        assert!(hits.iter().all(|hit| *hit >= rounds / 4), "{hits:?}");
    });
}

both!(
    one_sender_and_one_receiver_keep_the_order,
    every_value_arrives_once,
    one_value_races_with_its_receiver,
    requests_are_answered_by_what_is_there,
    who_has_sent_finds_something_to_receive,
    channels_go_through_channels,
    both_sides_of_unbuffered_channels_choose_fairly,
);

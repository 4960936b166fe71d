//! Asking a `Select` what is ready, without doing it.
//!
//! Covers crossbeam's `ready.rs`; SE-25.

use goroutines::channel::{Select, TryRecvError, TrySendError, after, bounded, select, tick, unbounded};
use goroutines_tests::{World, both, ms, sized};
use std::time::Instant;

// cb:ready.rs smoke1, smoke2, preflight1
fn the_ready_index_is_told_and_nothing_is_done(_world: World) {
    let (tx1, rx1) = unbounded();
    let (_tx2, rx2) = unbounded::<i32>();
    let mut select = Select::new();
    select.recv(&rx2);
    select.recv(&rx1);
    assert!(select.try_ready().is_err());
    tx1.send(1).unwrap();
    for _ in 0..3 {
        assert_eq!(select.ready(), 1);
        assert_eq!(select.try_ready(), Ok(1));
        assert_eq!(select.ready_timeout(ms(100_000)), Ok(1));
        assert_eq!(rx1.len(), 1);
    }
    assert_eq!(rx1.try_recv(), Ok(1));
    assert!(select.try_ready().is_err());
}

// cb:ready.rs disconnected, default_when_disconnected, preflight2, preflight3
fn a_disconnected_channel_is_ready(world: World) {
    let (tx, rx) = unbounded::<i32>();
    let (_other_tx, other_rx) = unbounded::<i32>();
    let mut select = Select::new();
    select.recv(&rx);
    select.recv(&other_rx);
    world.scope(|s| {
        s.spawn(|| {
            world.sleep(ms(5));
            drop(tx);
        });
        assert_eq!(select.ready_timeout(ms(100_000)), Ok(0));
    });
    assert_eq!(select.try_ready(), Ok(0));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    let (tx, rx) = bounded(0);
    drop(rx);
    let mut select = Select::new();
    select.send(&tx);
    assert_eq!(select.ready(), 0);
    assert_eq!(tx.try_send(1), Err(TrySendError::Disconnected(1)));
}

// cb:ready.rs default, timeout, default_only
fn nothing_is_ready_when_the_time_is_up(_world: World) {
    let (tx, rx) = bounded::<i32>(0);
    let mut select = Select::new();
    assert!(select.try_ready().is_err());
    let start = Instant::now();
    assert!(select.ready_timeout(ms(10)).is_err());
    assert!(start.elapsed() >= ms(10));
    select.recv(&rx);
    select.send(&tx);
    assert!(select.ready_timeout(ms(10)).is_err());
    assert!(start.elapsed() >= ms(20));
    let deadline = Instant::now() + ms(10);
    assert!(select.ready_deadline(deadline).is_err());
    assert!(Instant::now() >= deadline);
}

// cb:ready.rs unblocks, both_ready
fn a_blocked_peer_makes_an_unbuffered_channel_ready(world: World) {
    let (tx1, rx1) = bounded(0);
    let (tx2, rx2) = bounded(0);
    world.scope(|s| {
        s.spawn(|| {
            tx1.send(1).unwrap();
            assert_eq!(rx2.recv(), Ok(2));
        });
        let mut select = Select::new();
        select.recv(&rx1);
        select.send(&tx2);
        assert_eq!(select.ready(), 0);
        assert_eq!(rx1.try_recv(), Ok(1));
        assert_eq!(select.ready_timeout(ms(100_000)), Ok(1));
        tx2.try_send(2).unwrap();
    });
}

// cb:ready.rs duplicate_operations
fn an_operation_may_be_added_twice(_world: World) {
    let (tx, rx) = unbounded::<i32>();
    tx.send(0).unwrap();
    let mut select = Select::new();
    for _ in 0..2 {
        select.recv(&rx);
        select.send(&tx);
    }
    let mut hit = [false; 4];
    while hit.contains(&false) {
        hit[select.ready()] = true;
    }
}

// cb:ready.rs nesting
fn what_is_ready_changes_with_what_is_done(_world: World) {
    let (tx, rx) = bounded(1);
    let mut select = Select::new();
    select.recv(&rx);
    select.send(&tx);
    for round in 0..10 {
        assert_eq!(select.ready(), 1);
        tx.try_send(round).unwrap();
        assert_eq!(select.ready(), 0);
        assert_eq!(rx.try_recv(), Ok(round));
    }
}

// cb:ready.rs stress_recv, stress_send, stress_mixed
fn a_peer_that_comes_is_not_missed(world: World) {
    let count = sized(4_000);
    let (tx1, rx1) = bounded(0);
    let (tx2, rx2) = bounded(0);
    world.scope(|s| {
        s.spawn(|| {
            for number in 0..count {
                tx1.send(number).unwrap();
                assert_eq!(rx2.recv(), Ok(number));
            }
        });
        let mut select = Select::new();
        select.recv(&rx1);
        select.send(&tx2);
        for number in 0..count {
            for expected in 0..2 {
                assert_eq!(select.ready(), expected);
                if expected == 0 {
                    assert_eq!(rx1.try_recv(), Ok(number));
                } else {
                    tx2.try_send(number).unwrap();
                }
            }
        }
    });
}

// Several who watch one channel: each value wakes at least one that looks.
fn watchers_of_one_channel_all_get_on(world: World) {
    let total = sized(4_000);
    let (tx, rx) = bounded(3);
    let (count_tx, count_rx) = unbounded();
    world.scope(|s| {
        for _ in 0..4 {
            let (rx, count_tx) = (rx.clone(), count_tx.clone());
            s.spawn(move || {
                let mut count = 0;
                loop {
                    let mut select = Select::new();
                    select.recv(&rx);
                    select.ready();
                    match rx.try_recv() {
                        Ok(()) => count += 1,
                        Err(TryRecvError::Empty) => {}
                        Err(TryRecvError::Disconnected) => break,
                    }
                }
                count_tx.send(count).unwrap();
            });
        }
        for _ in 0..total {
            tx.send(()).unwrap();
        }
        drop(tx);
    });
    assert_eq!(count_rx.try_iter().sum::<usize>(), total);
}

// cb:ready.rs send_recv_same_channel; SE-08
fn a_set_is_not_its_own_peer(_world: World) {
    let (tx, rx) = bounded::<i32>(0);
    let mut select = Select::new();
    select.send(&tx);
    select.recv(&rx);
    assert!(select.try_ready().is_err());
    assert!(select.ready_timeout(ms(5)).is_err());
}

// cb:ready.rs stress_timeout_two_threads
fn timeouts_miss_nothing(world: World) {
    const COUNT: usize = 40;
    let (tx, rx) = bounded(2);
    world.scope(|s| {
        s.spawn(|| {
            let mut select = Select::new();
            select.send(&tx);
            for number in 0..COUNT {
                if number % 2 == 0 {
                    world.sleep(ms(2));
                }
                while select.ready_timeout(ms(1)).is_err() {}
                tx.try_send(number).unwrap();
            }
        });
        let mut select = Select::new();
        select.recv(&rx);
        for number in 0..COUNT {
            if number % 3 == 0 {
                world.sleep(ms(3));
            }
            while select.ready_timeout(ms(1)).is_err() {}
            assert_eq!(rx.try_recv(), Ok(number));
        }
    });
}

// cb:ready.rs fairness1, fairness2; SE-04
fn ready_operations_are_told_fairly(_world: World) {
    let rounds = sized(8_000);
    let (tx1, rx1) = bounded(1);
    let (tx2, rx2) = unbounded();
    tx1.send(()).unwrap();
    tx2.send(()).unwrap();
    let mut hits = [0; 4];
    for _ in 0..rounds {
        let (one, two) = (after(ms(0)), tick(ms(0)));
        let mut select = Select::new();
        select.recv(&rx1);
        select.recv(&rx2);
        select.recv(&one);
        select.recv(&two);
        hits[select.ready()] += 1;
    }
    assert!(hits.iter().all(|hit| *hit >= rounds / 8), "{hits:?}");
}

// A watcher beside a real receiver on an unbuffered channel does not swallow the peer.
fn a_watcher_does_not_take_the_peer_from_a_receiver(world: World) {
    for _ in 0..sized(800) {
        let (tx, rx) = bounded(0);
        let (end_tx, end_rx) = bounded::<()>(0);
        world.scope(|s| {
            s.spawn(|| {
                let mut select = Select::new();
                select.recv(&rx);
                select.recv(&end_rx);
                select.ready();
            });
            s.spawn(|| {
                select! {
                    recv(rx) -> value => assert_eq!(value, Ok(1)),
                }
            });
            tx.send(1).unwrap();
            drop(end_tx);
        });
    }
}

both!(
    the_ready_index_is_told_and_nothing_is_done,
    a_disconnected_channel_is_ready,
    nothing_is_ready_when_the_time_is_up,
    a_blocked_peer_makes_an_unbuffered_channel_ready,
    an_operation_may_be_added_twice,
    what_is_ready_changes_with_what_is_done,
    a_peer_that_comes_is_not_missed,
    watchers_of_one_channel_all_get_on,
    a_set_is_not_its_own_peer,
    timeouts_miss_nothing,
    ready_operations_are_told_fairly,
    a_watcher_does_not_take_the_peer_from_a_receiver,
);

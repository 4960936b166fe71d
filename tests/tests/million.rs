//! A million mixed operations, and crowds of selects on both sides: no value is lost or comes twice.

#![forbid(unsafe_code)]

use goroutines::channel::{Receiver, Sender, bounded, select, unbounded};
use goroutines_tests::{Numbers, World, both, sized};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const SHORT: Duration = Duration::from_micros(20);

/// Sends a value by one of five ways, of which some may give up; then it tries again.
fn send_somehow(numbers: &mut Numbers, tx: &Sender<usize>, other: &Sender<usize>, mut value: usize) {
    loop {
        value = match numbers.below(5) {
            0 => return tx.send(value).unwrap(),
            1 => match tx.try_send(value) {
                Ok(()) => return,
                Err(error) => error.into_inner(),
            },
            2 => match other.send_timeout(value, SHORT) {
                Ok(()) => return,
                Err(error) => error.into_inner(),
            },
            3 => {
                select! {
                    send(tx, value) -> sent => return sent.unwrap(),
                    send(other, value) -> sent => return sent.unwrap(),
                }
            }
            _ => {
                select! {
                    send(tx, value) -> sent => return sent.unwrap(),
                    send(other, value) -> sent => return sent.unwrap(),
                    default(SHORT) => value,
                }
            }
        };
    }
}

/// Receives a value by one of five ways, or nothing.
fn receive_somehow(numbers: &mut Numbers, rx: &Receiver<usize>, other: &Receiver<usize>) -> Option<usize> {
    match numbers.below(5) {
        0 => rx.recv_timeout(SHORT * 5).ok(),
        1 => other.try_recv().ok(),
        2 => other.recv_timeout(SHORT).ok(),
        3 => select! {
            recv(rx) -> value => value.ok(),
            recv(other) -> value => value.ok(),
            default => None,
        },
        _ => select! {
            recv(rx) -> value => value.ok(),
            recv(other) -> value => value.ok(),
            default(SHORT) => None,
        },
    }
}

fn a_million_mixed_operations(world: World) {
    const MEMBERS: usize = 4;
    // Each value is two operations at least, and most are more.
    // Threads that wait for each other cost the system much more, above all on a machine with other work.
    let each = if world == World::Threads { 4_000 } else { 45_000 };
    for capacities in [(Some(0), Some(0)), (Some(1), Some(8)), (None, Some(0))] {
        let open = |capacity: Option<usize>| capacity.map_or_else(unbounded, bounded);
        let (tx1, rx1) = open(capacities.0);
        let (tx2, rx2) = open(capacities.1);
        let seen: Vec<AtomicUsize> = (0..MEMBERS * each).map(|_| AtomicUsize::new(0)).collect();
        let received = AtomicUsize::new(0);
        world.scope(|s| {
            for member in 0..MEMBERS {
                let (tx1, tx2) = (&tx1, &tx2);
                s.spawn(move || {
                    let mut numbers = Numbers::new(member as u64);
                    for number in 0..each {
                        send_somehow(&mut numbers, tx1, tx2, member * each + number);
                        if numbers.below(50) == 0 {
                            world.yield_now();
                        }
                    }
                });
                let (rx1, rx2, seen, received) = (&rx1, &rx2, &seen, &received);
                s.spawn(move || {
                    let mut numbers = Numbers::new((MEMBERS + member) as u64);
                    while received.load(Ordering::SeqCst) < MEMBERS * each {
                        match receive_somehow(&mut numbers, rx1, rx2) {
                            Some(value) => {
                                assert_eq!(seen[value].fetch_add(1, Ordering::SeqCst), 0, "{value} came twice");
                                received.fetch_add(1, Ordering::SeqCst);
                            }
                            None => world.yield_now(),
                        }
                    }
                });
            }
        });
        assert!(rx1.is_empty() && rx2.is_empty());
        assert!(seen.iter().all(|count| count.load(Ordering::SeqCst) == 1));
    }
}

// SE-09: N selects that send meet N selects that receive
fn crowds_of_selects_meet(world: World) {
    let members = if world == World::Threads { 20 } else { 200 };
    let rounds = sized(40_000) / members;
    let (tx1, rx1) = bounded(0);
    let (tx2, rx2) = bounded(0);
    let (tx3, rx3) = bounded(1);
    let sum = AtomicUsize::new(0);
    world.scope(|s| {
        for member in 0..members {
            let (tx1, tx2, tx3) = (&tx1, &tx2, &tx3);
            s.spawn(move || {
                for round in 0..rounds {
                    let value = member * rounds + round;
                    select! {
                        send(tx1, value) -> sent => sent.unwrap(),
                        send(tx2, value) -> sent => sent.unwrap(),
                        send(tx3, value) -> sent => sent.unwrap(),
                    }
                }
            });
            let (rx1, rx2, rx3, sum) = (&rx1, &rx2, &rx3, &sum);
            s.spawn(move || {
                for _ in 0..rounds {
                    let value = select! {
                        recv(rx3) -> value => value,
                        recv(rx2) -> value => value,
                        recv(rx1) -> value => value,
                    };
                    sum.fetch_add(value.unwrap(), Ordering::SeqCst);
                }
            });
        }
    });
    let total = members * rounds;
    assert_eq!(sum.load(Ordering::SeqCst), total * (total - 1) / 2);
    assert!(rx3.is_empty());
}

// A ring in which each both sends and receives in one select, so that none may be held for ever.
fn a_ring_of_selects_turns(world: World) {
    let members = if world == World::Threads { 8 } else { 64 };
    let rounds = sized(40_000) / members;
    let channels: Vec<_> = (0..members).map(|_| bounded::<usize>(0)).collect();
    world.scope(|s| {
        for member in 0..members {
            let (tx, rx) = (&channels[member].0, &channels[(member + 1) % members].1);
            s.spawn(move || {
                let (mut sent, mut received) = (0, 0);
                while sent < rounds || received < rounds {
                    let to = (sent < rounds).then_some(tx);
                    let from = (received < rounds).then_some(rx);
                    select! {
                        send(to, sent) -> result => {
                            result.unwrap();
                            sent += 1;
                        }
                        recv(from) -> value => {
                            assert_eq!(value, Ok(received));
                            received += 1;
                        }
                    }
                }
            });
        }
    });
}

both!(a_million_mixed_operations, crowds_of_selects_meet, a_ring_of_selects_turns);

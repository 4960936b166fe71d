//! Channels: blocking, order, length. Go's `chan_test.go` and `test/chan`, written anew.

#![forbid(unsafe_code)]

use goroutines::channel::{TryRecvError, TrySendError, unbounded};
use goroutines::prelude::*;
use goroutines_tests::{World, both, ms, sized};
use std::collections::HashMap;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

// CH-01, CH-02
fn receiving_from_an_empty_channel_blocks(world: World) {
    for capacity in 0..200 {
        let (tx, rx) = chan(capacity);
        let received = AtomicUsize::new(0);
        world.scope(|s| {
            for _ in 0..2 {
                s.spawn(|| {
                    assert_eq!(rx.recv(), Ok(0));
                    received.fetch_add(1, Ordering::SeqCst);
                });
            }
            for _ in 0..3 {
                world.yield_now();
            }
            select! {
                _ = <-rx => panic!("nothing was sent"),
                default => {}
            }
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
            assert_eq!(received.load(Ordering::SeqCst), 0);
            tx.send(0).unwrap();
            tx.send(0).unwrap();
        });
    }
}

// CH-03
fn sending_to_a_full_channel_blocks(world: World) {
    for capacity in 0..200 {
        let (tx, rx) = chan(capacity);
        for value in 0..capacity {
            tx.send(value).unwrap();
        }
        let sent = AtomicBool::new(false);
        world.scope(|s| {
            s.spawn(|| {
                tx.send(capacity).unwrap();
                sent.store(true, Ordering::SeqCst);
            });
            for _ in 0..3 {
                world.yield_now();
            }
            assert!(!sent.load(Ordering::SeqCst));
            // On a buffered channel nobody may push in; on an unbuffered one nobody receives.
            select! {
                tx <- usize::MAX => panic!("it is full"),
                default => {}
            }
            assert_eq!(tx.try_send(9), Err(TrySendError::Full(9)));
            assert_eq!(rx.recv(), Ok(0));
        });
        assert_eq!(rx.try_iter().collect::<Vec<_>>(), (1..=capacity).collect::<Vec<_>>());
    }
}

// CH-04
fn an_unbuffered_send_waits_for_its_receiver(world: World) {
    let (tx, rx) = chan(0);
    let taken = AtomicBool::new(false);
    world.scope(|s| {
        s.spawn(|| {
            world.sleep(ms(5));
            taken.store(true, Ordering::SeqCst);
            assert_eq!(rx.recv(), Ok(1));
        });
        tx.send(1).unwrap();
        assert!(taken.load(Ordering::SeqCst), "the send returned before there was a receiver");
    });
}

// CH-05; test/chan/fifo.go
fn values_arrive_in_order(world: World) {
    for capacity in [0, 1, 2, 10, 100] {
        for by_select in [false, true] {
            let (tx, rx) = chan(capacity);
            world.scope(|s| {
                s.spawn(|| (0..100).for_each(|value| tx.send(value).unwrap()));
                for value in 0..100 {
                    let got = if by_select {
                        select! { v = <-rx => v }
                    } else {
                        rx.recv()
                    };
                    assert_eq!(got, Ok(value));
                }
            });
        }
    }
}

// CH-05: a daisy chain in which each waits for the one before
fn a_chain_keeps_the_order(world: World) {
    let (first_tx, mut previous) = chan(1);
    let (tx, rx) = chan(0);
    first_tx.send(0).unwrap();
    world.scope(|s| {
        for number in 0..20 {
            let (done_tx, done_rx) = chan(1);
            let (tx, before) = (tx.clone(), previous);
            s.spawn(move || {
                before.recv().unwrap();
                tx.send(number).unwrap();
                done_tx.send(0).unwrap();
            });
            previous = done_rx;
        }
        for number in 0..20 {
            assert_eq!(rx.recv(), Ok(number));
        }
        previous.recv().unwrap();
    });
}

// CH-06
fn four_senders_and_four_receivers_share_a_channel(world: World) {
    for capacity in [0, 1, 3, 100] {
        let (tx, rx) = chan(capacity);
        let total = world.scope(|s| {
            for _ in 0..4 {
                s.spawn(|| (0..sized(1_000)).for_each(|value| tx.send(value).unwrap()));
            }
            let receivers: Vec<_> = (0..4)
                .map(|_| {
                    s.spawn(|| {
                        let mut counts = HashMap::new();
                        for _ in 0..sized(1_000) {
                            *counts.entry(rx.recv().unwrap()).or_insert(0) += 1;
                        }
                        counts
                    })
                })
                .collect();
            let mut total: HashMap<usize, usize> = HashMap::new();
            for receiver in receivers {
                for (value, count) in receiver.join().unwrap() {
                    *total.entry(value).or_insert(0) += count;
                }
            }
            total
        });
        assert_eq!(total.len(), sized(1_000));
        assert!(total.values().all(|count| *count == 4));
        assert!(rx.is_empty());
    }
}

// CH-07
fn many_consumers_range_over_one_channel(world: World) {
    const PRIMES: [usize; 10] = [2, 3, 7, 11, 13, 17, 19, 23, 27, 31];
    const WORKERS: usize = 23;
    let items = if cfg!(debug_assertions) { 20_000 } else { 271_828 };
    let (tx, rx) = chan(WORKERS * 3);
    let (out_tx, out_rx) = chan(WORKERS * 3);
    let (count, sum, expected) = world.scope(|s| {
        for worker in 0..WORKERS {
            let (rx, out_tx) = (rx.clone(), out_tx.clone());
            s.spawn(move || {
                for value in &rx {
                    if PRIMES[worker % PRIMES.len()] == value {
                        world.yield_now();
                    }
                    out_tx.send(value).unwrap();
                }
            });
        }
        drop(out_tx);
        let producer = s.spawn(move || {
            let mut expected = 0;
            for item in 0..items {
                let value = PRIMES[item % PRIMES.len()];
                expected += value;
                tx.send(value).unwrap();
            }
            tx.close();
            expected
        });
        let (mut count, mut sum) = (0, 0);
        for value in &out_rx {
            count += 1;
            sum += value;
        }
        (count, sum, producer.join().unwrap())
    });
    assert_eq!((count, sum), (items, expected));
}

// CH-09
fn len_of_an_unbuffered_channel_is_nothing_while_a_sender_waits(world: World) {
    let (tx, rx) = chan(0);
    world.scope(|s| {
        let sender = s.spawn(|| tx.send(1).unwrap());
        world.sleep(ms(5));
        assert_eq!((tx.len(), rx.len(), tx.capacity()), (0, 0, Some(0)));
        assert!(!sender.is_finished());
        assert_eq!(rx.recv(), Ok(1));
    });
}

// CH-10
fn an_absurd_capacity_panics(_world: World) {
    for capacity in [usize::MAX, usize::MAX / 2, isize::MAX as usize, isize::MAX as usize / 8 + 1] {
        assert!(catch_unwind(|| drop(chan::<u64>(capacity))).is_err(), "{capacity}");
    }
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    assert_eq!(rx.recv(), Ok(1), "and nothing is broken afterwards");
}

// CH-11
fn values_without_a_size_are_counted(world: World) {
    let (tx, rx) = chan(100);
    (0..100).for_each(|_| tx.send(()).unwrap());
    assert_eq!(tx.try_send(()), Err(TrySendError::Full(())));
    assert_eq!(rx.try_iter().count(), 100);
    let (tx, rx) = chan::<[u64; 0]>(0);
    world.scope(|s| {
        s.spawn(|| (0..100).for_each(|_| tx.send([]).unwrap()));
        (0..100).for_each(|_| assert_eq!(rx.recv(), Ok([])));
    });
}

// CH-15
fn a_value_that_is_always_there_or_closed_off_is_never_missed(world: World) {
    for _ in 0..sized(4_000) {
        let (tx, rx) = chan(1);
        tx.send(1).unwrap();
        world.scope(|s| {
            s.spawn(|| {
                select! {
                    _ = <-rx => {}
                    default => panic!("the channel was ready all along"),
                }
            });
            tx.close();
            let _ = rx.recv();
        });
    }
}

// CH-18, CH-08
fn asking_for_len_needs_no_lock(world: World) {
    let (tx, rx) = chan(10);
    let stop = AtomicBool::new(false);
    world.scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    assert!(tx.len() <= 10 && rx.len() <= 10);
                    assert_eq!(tx.capacity(), Some(10));
                    world.yield_now();
                }
            });
        }
        s.spawn(|| (0..sized(4_000)).for_each(|value| tx.send(value).unwrap()));
        for value in 0..sized(4_000) {
            assert_eq!(rx.recv(), Ok(value));
        }
        stop.store(true, Ordering::SeqCst);
    });
}

// CH-20: the window between waiting and having parked
fn no_wake_up_is_lost(world: World) {
    let (ping_tx, ping_rx) = chan(0);
    let (pong_tx, pong_rx) = chan(1);
    world.scope(|s| {
        s.spawn(|| {
            for value in &ping_rx {
                pong_tx.send(value).unwrap();
            }
        });
        for round in 0..sized(40_000) {
            ping_tx.send(round).unwrap();
            assert_eq!(pong_rx.recv(), Ok(round));
        }
        ping_tx.close();
    });
}

// CH-21, CH-22
fn expressions_are_evaluated_once_and_before_blocking(world: World) {
    let (tx, rx) = chan(0);
    let asked = AtomicUsize::new(0);
    let get = || {
        asked.fetch_add(1, Ordering::SeqCst);
        &rx
    };
    let evaluated = AtomicBool::new(false);
    let value = || {
        evaluated.store(true, Ordering::SeqCst);
        1
    };
    world.scope(|s| {
        s.spawn(|| {
            tx.send(value()).unwrap();
            tx.send(2).unwrap();
            tx.close();
        });
        while !evaluated.load(Ordering::SeqCst) {
            world.yield_now();
        }
        let got: Vec<i32> = get().iter().collect();
        assert_eq!(got, [1, 2]);
    });
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

// CH-24; test/chan/sieve1.go
fn a_sieve_finds_the_primes(world: World) {
    let primes = world.scope(|s| {
        let (tx, mut rx) = chan(0);
        s.spawn(move || (2..).take_while(|number| tx.send(*number).is_ok()).count());
        let mut primes = Vec::new();
        while primes.len() < 60 {
            let prime: u32 = rx.recv().unwrap();
            primes.push(prime);
            let (next_tx, next_rx) = chan(0);
            s.spawn(move || {
                rx.iter().filter(|number| number % prime != 0).take_while(|n| next_tx.send(*n).is_ok()).count()
            });
            rx = next_rx;
        }
        primes
    });
    assert_eq!(primes[..10], [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
    assert_eq!(primes[59], 281);
}

// An unbounded channel never makes its sender wait.
fn an_unbounded_channel_takes_everything(world: World) {
    let (tx, rx) = unbounded();
    world.scope(|s| {
        for member in 0..4 {
            let tx = &tx;
            s.spawn(move || (0..sized(4_000)).for_each(|value| tx.send((member, value)).unwrap()));
        }
    });
    let mut next = [0; 4];
    for (member, value) in rx.try_iter() {
        assert_eq!(next[member], value, "each sender's values are in order");
        next[member] += 1;
    }
    assert_eq!(next, [sized(4_000); 4]);
}

both!(
    receiving_from_an_empty_channel_blocks,
    sending_to_a_full_channel_blocks,
    an_unbuffered_send_waits_for_its_receiver,
    values_arrive_in_order,
    a_chain_keeps_the_order,
    four_senders_and_four_receivers_share_a_channel,
    many_consumers_range_over_one_channel,
    len_of_an_unbuffered_channel_is_nothing_while_a_sender_waits,
    an_absurd_capacity_panics,
    values_without_a_size_are_counted,
    a_value_that_is_always_there_or_closed_off_is_never_missed,
    asking_for_len_needs_no_lock,
    no_wake_up_is_lost,
    expressions_are_evaluated_once_and_before_blocking,
    a_sieve_finds_the_primes,
    an_unbounded_channel_takes_everything,
);

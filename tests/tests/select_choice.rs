//! Which arm `select!` takes, and that selects on both sides meet. Go's `chan_test.go`, written anew.

#![forbid(unsafe_code)]

use goroutines::channel::{Select, TryRecvError, after, bounded};
use goroutines::prelude::*;
use goroutines_tests::{World, both, ms, sized};
use std::time::{Duration, Instant};

// SE-04: within 40 and 60 percent of 20,000
fn ready_arms_are_chosen_evenly(_world: World) {
    const ROUNDS: usize = 20_000;
    let (tx1, rx1) = chan(1);
    let (tx2, rx2) = chan(1);
    let mut hits = [0; 2];
    for _ in 0..ROUNDS {
        let _ = tx1.try_send(());
        let _ = tx2.try_send(());
        select! {
            _ = <-rx1 => hits[0] += 1,
            _ = <-rx2 => hits[1] += 1,
        }
    }
    assert!(hits.iter().all(|hit| (ROUNDS * 2 / 5..=ROUNDS * 3 / 5).contains(hit)), "{hits:?}");
}

// SE-04; chan_test.go TestSelectFairness: beside arms that are never ready
fn silent_arms_do_not_skew_the_choice(world: World) {
    const ROUNDS: usize = 10_000;
    let (tx1, rx1) = chan(ROUNDS + 1);
    let (tx2, rx2) = chan(ROUNDS + 1);
    for _ in 0..=ROUNDS {
        tx1.send(0).unwrap();
        tx2.send(1).unwrap();
    }
    let (_tx3, rx3) = chan::<usize>(0);
    let (_tx4, rx4) = chan::<usize>(0);
    let (out_tx, out) = chan(0);
    let (done_tx, done) = chan::<()>(0);
    world.scope(|s| {
        s.spawn(|| {
            loop {
                let value = select! {
                    v = <-rx3 => v,
                    v = <-rx4 => v,
                    v = <-rx1 => v,
                    v = <-rx2 => v,
                };
                select! {
                    out_tx <- value.unwrap() => {}
                    _ = <-done => return,
                }
            }
        });
        let mut hits = [0_usize; 2];
        for _ in 0..ROUNDS {
            hits[out.recv().unwrap()] += 1;
        }
        done_tx.close();
        // Ten standard deviations of a fair coin.
        assert!(hits[0].abs_diff(ROUNDS / 2) < 500, "{hits:?}");
    });
}

// SE-05
fn closed_channels_are_chosen_evenly(_world: World) {
    const ROUNDS: usize = 9_000;
    let closed: Vec<_> = (0..3).map(|_| chan::<()>(0).1).collect();
    let mut hits = [0_usize; 3];
    for _ in 0..ROUNDS {
        select! {
            _ = <-closed[0] => hits[0] += 1,
            _ = <-closed[1] => hits[1] += 1,
            _ = <-closed[2] => hits[2] += 1,
        }
    }
    assert!(hits.iter().all(|hit| hit.abs_diff(ROUNDS / 3) < 500), "{hits:?}");
}

// SE-06; TestPseudoRandomSend: two arms of three on the same channel get two thirds
fn each_arm_counts(world: World) {
    const ROUNDS: usize = 9_000;
    for capacity in [0, 1, 10] {
        let (tx, rx) = chan(capacity);
        let ones = world.scope(|s| {
            let counter = s.spawn(|| (0..ROUNDS).map(|_| rx.recv().unwrap()).sum::<usize>());
            for _ in 0..ROUNDS {
                select! {
                    tx <- 0 => {}
                    tx <- 1 => {}
                    tx <- 1 => {}
                }
            }
            counter.join().unwrap()
        });
        assert!(ones.abs_diff(ROUNDS * 2 / 3) < 500, "capacity {capacity}: {ones}");
    }
}

// SE-07; TestSelectDuplicateChannel, test/chan/select6.go
fn a_waiter_leaves_all_its_places(world: World) {
    for _ in 0..sized(200) {
        let (tx, rx) = bounded::<i32>(0);
        let (wake_tx, wake) = bounded::<i32>(0);
        world.scope(|s| {
            let first = s.spawn(|| {
                select! {
                    v = <-rx => v,
                    v = <-rx => v,
                    v = <-wake => v,
                }
            });
            let mut watch = Select::new();
            watch.send(&wake_tx);
            watch.ready();
            let second = s.spawn(|| rx.recv());
            wake_tx.send(1).unwrap();
            assert_eq!(first.join().unwrap(), Ok(1));
            // The one that stood behind is served.
            tx.send(2).unwrap();
            assert_eq!(second.join().unwrap(), Ok(2));
        });
    }
}

// SE-08; TestSelfSelect
fn a_select_never_gets_its_own_value(world: World) {
    for capacity in [0, 10] {
        let (tx, rx) = chan(capacity);
        world.scope(|s| {
            for member in 0..2 {
                let (tx, rx) = (&tx, &rx);
                s.spawn(move || {
                    for round in 0..1_000 {
                        if member == 0 || round % 2 == 0 {
                            select! {
                                tx <- member => {}
                                v = <-rx => assert!(capacity > 0 || v != Ok(member)),
                            }
                        } else {
                            select! {
                                v = <-rx => assert!(capacity > 0 || v != Ok(member)),
                                tx <- member => {}
                            }
                        }
                    }
                });
            }
        });
    }
}

// SE-09, SE-11; TestSelectStress: four channels, in two orders, switched off one by one
fn selects_in_different_orders_do_not_lock_each_other_out(world: World) {
    let count = sized(4_000);
    let channels = [chan(0), chan(0), chan(2), chan(3)];
    let c = &channels;
    world.scope(|s| {
        for pair in c {
            s.spawn(move || (0..count).for_each(|_| pair.0.send(()).unwrap()));
            s.spawn(move || (0..count).for_each(|_| pair.1.recv().unwrap()));
        }
        s.spawn(move || {
            let mut sent = [0; 4];
            while sent.iter().sum::<usize>() < 4 * count {
                let [a, b, d, e] = sent.map(|sent| sent < count);
                let index = select! {
                    c[3].0 <- () if e => 3,
                    c[2].0 <- () if d => 2,
                    c[0].0 <- () if a => 0,
                    c[1].0 <- () if b => 1,
                };
                sent[index] += 1;
            }
        });
        let mut received = [0; 4];
        while received.iter().sum::<usize>() < 4 * count {
            let [a, b, d, e] = received.map(|received| received < count);
            let (index, value) = select! {
                v = <-c[0].1 if a => (0, v),
                v = <-c[1].1 if b => (1, v),
                v = <-c[2].1 if d => (2, v),
                v = <-c[3].1 if e => (3, v),
            };
            value.unwrap();
            received[index] += 1;
        }
    });
    assert!(channels.iter().all(|(_, rx)| rx.try_recv() == Err(TryRecvError::Empty)));
}

// SE-10; TestNonblockSelectRace, TestNonblockSelectRace2
fn default_is_not_taken_while_something_is_ready(world: World) {
    for by_close in [false, true] {
        for _ in 0..sized(4_000) {
            let (tx1, rx1) = chan(1);
            let (tx2, rx2) = chan(usize::from(!by_close));
            tx1.send(1).unwrap();
            world.scope(|s| {
                s.spawn(|| {
                    select! {
                        _ = <-rx1 => {}
                        _ = <-rx2 => {}
                        default => panic!("one of them was ready all along"),
                    }
                });
                if by_close {
                    tx2.close();
                } else {
                    tx2.send(1).unwrap();
                }
                let _ = rx1.try_recv();
            });
        }
    }
}

// SE-12; test/chan/doubleselect.go
fn values_go_through_selects_once_and_in_order(world: World) {
    let count = sized(20_000);
    let channels: Vec<_> = (0..4).map(|_| chan(0)).collect();
    let (done_tx, done) = chan(0);
    world.scope(|s| {
        let c = &channels;
        s.spawn(move || {
            for value in 0..count {
                select! {
                    c[0].0 <- value => {}
                    c[1].0 <- value => {}
                    c[2].0 <- value => {}
                    c[3].0 <- value => {}
                }
            }
            assert!(c.iter().all(|(tx, _)| tx.close()));
        });
        for (_, rx) in c {
            let done_tx = done_tx.clone();
            s.spawn(move || rx.iter().for_each(|value| done_tx.send(value).unwrap()));
        }
        drop(done_tx);
        let mut seen = vec![false; count];
        for value in &done {
            assert!(!std::mem::replace(&mut seen[value], true), "{value} came twice");
        }
        assert!(seen.into_iter().all(|seen| seen), "a value is lost");
    });
}

// SE-17
fn busy_arms_do_not_starve_a_timer(_world: World) {
    let (tx, rx) = chan(1);
    let start = Instant::now();
    let timeout = after(ms(20));
    loop {
        let _ = tx.try_send(());
        select! {
            _ = <-rx => {}
            _ = <-timeout => break,
        }
        assert!(start.elapsed() < Duration::from_secs(60), "the timer is starved");
    }
    assert!(start.elapsed() >= ms(20));
}

// SE-23: the dynamic form with as many arms as Go's takes
fn tens_of_thousands_of_arms_work(world: World) {
    const ARMS: usize = 65_536;
    let channels: Vec<_> = (0..ARMS).map(|_| chan(0)).collect();
    world.scope(|s| {
        let waiting = s.spawn(|| {
            let mut select = Select::new();
            for (_, rx) in &channels {
                select.recv(rx);
            }
            let operation = select.select();
            let index = operation.index();
            (index, operation.recv(&channels[index].1))
        });
        channels[ARMS - 7].0.send(7).unwrap();
        assert_eq!(waiting.join().unwrap(), (ARMS - 7, Ok(7)));
    });
}

both!(
    ready_arms_are_chosen_evenly,
    silent_arms_do_not_skew_the_choice,
    closed_channels_are_chosen_evenly,
    each_arm_counts,
    a_waiter_leaves_all_its_places,
    a_select_never_gets_its_own_value,
    selects_in_different_orders_do_not_lock_each_other_out,
    default_is_not_taken_while_something_is_ready,
    values_go_through_selects_once_and_in_order,
    busy_arms_do_not_starve_a_timer,
    tens_of_thousands_of_arms_work,
);

//! How a `select!` chooses among ready arms.
//!
//! Covers crossbeam's `select_macro.rs` and the fairness tests of `array.rs` and `list.rs`.

use goroutines::channel::{after, bounded, select, select_biased, tick, unbounded};
use goroutines_tests::{World, both, ms, sized};

// cb:array.rs fairness, list.rs fairness, select_macro.rs fairness_recv; SE-04
fn receiving_arms_are_chosen_evenly(_world: World) {
    const ROUNDS: usize = 10_000;
    let (tx1, rx1) = bounded(ROUNDS);
    let (tx2, rx2) = unbounded();
    for _ in 0..ROUNDS {
        tx1.send(()).unwrap();
        tx2.send(()).unwrap();
    }
    let mut hits = [0; 2];
    for _ in 0..ROUNDS {
        select! {
            recv(rx1) -> _ => hits[0] += 1,
            recv(rx2) -> _ => hits[1] += 1,
        }
    }
    assert!(hits.iter().all(|hit| *hit >= ROUNDS * 2 / 5), "{hits:?}");
}

// cb:select_macro.rs fairness_send; SE-04
fn sending_arms_are_chosen_evenly(_world: World) {
    const ROUNDS: usize = 10_000;
    let (tx1, _rx1) = bounded(ROUNDS);
    let (tx2, _rx2) = unbounded();
    let mut hits = [0; 2];
    for _ in 0..ROUNDS {
        select! {
            send(tx1, ()) -> _ => hits[0] += 1,
            send(tx2, ()) -> _ => hits[1] += 1,
        }
    }
    assert!(hits.iter().all(|hit| *hit >= ROUNDS * 2 / 5), "{hits:?}");
}

// cb:array.rs, list.rs fairness_duplicates; SE-06
fn the_same_channel_on_five_arms_is_chosen_on_each(_world: World) {
    const ROUNDS: usize = 10_000;
    let (tx, rx) = bounded(ROUNDS);
    for _ in 0..ROUNDS {
        tx.send(()).unwrap();
    }
    let mut hits = [0; 5];
    for _ in 0..ROUNDS {
        select! {
            recv(rx) -> _ => hits[0] += 1,
            recv(rx) -> _ => hits[1] += 1,
            recv(rx) -> _ => hits[2] += 1,
            recv(rx) -> _ => hits[3] += 1,
            recv(rx) -> _ => hits[4] += 1,
        }
    }
    assert!(hits.iter().all(|hit| *hit >= ROUNDS / 10), "{hits:?}");
}

// cb:select_macro.rs fairness1; SE-17
fn clocks_have_their_turn_beside_channels(_world: World) {
    let rounds = sized(10_000);
    let (tx1, rx1) = bounded(rounds);
    let (tx2, rx2) = unbounded();
    for _ in 0..rounds {
        tx1.send(()).unwrap();
        tx2.send(()).unwrap();
    }
    let mut hits = [0; 4];
    for _ in 0..rounds {
        select! {
            recv(rx1) -> _ => hits[0] += 1,
            recv(rx2) -> _ => hits[1] += 1,
            recv(after(ms(0))) -> _ => hits[2] += 1,
            recv(tick(ms(0))) -> _ => hits[3] += 1,
        }
    }
    assert!(hits.iter().all(|hit| *hit >= rounds / 8), "{hits:?}");
}

// cb:select_macro.rs fairness2
fn kinds_of_channels_are_chosen_alike(world: World) {
    let rounds = sized(10_000);
    let (tx1, rx1) = unbounded::<()>();
    let (tx2, rx2) = bounded::<()>(1);
    let (tx3, rx3) = bounded::<()>(0);
    world.scope(|s| {
        s.spawn(|| {
            for _ in 0..rounds {
                let one = tx1.is_empty().then_some(&tx1);
                let two = tx2.is_empty().then_some(&tx2);
                select! {
                    send(one, ()) -> sent => sent.unwrap(),
                    send(two, ()) -> sent => sent.unwrap(),
                    send(tx3, ()) -> sent => sent.unwrap(),
                }
            }
        });
        let mut hits = [0; 3];
        for _ in 0..rounds {
            select! {
                recv(rx1) -> _ => hits[0] += 1,
                recv(rx2) -> _ => hits[1] += 1,
                recv(rx3) -> _ => hits[2] += 1,
            }
        }
        assert!(hits.iter().all(|hit| *hit >= rounds / 150), "{hits:?}");
    });
}

// cb:select_macro.rs unfairness, unfairness_timeout, unfairness_try; SE-27
fn a_biased_select_takes_the_first_ready_arm(_world: World) {
    const ROUNDS: usize = 1_000;
    let (tx1, rx1) = unbounded();
    let (tx2, rx2) = unbounded();
    let (tx3, rx3) = unbounded();
    for kind in 0..4 {
        for _ in 0..ROUNDS {
            tx1.send(()).unwrap();
            tx2.send(()).unwrap();
        }
        tx3.send(()).unwrap();
        let mut hits = [0; 3];
        for expected in [[ROUNDS, 0, 0], [ROUNDS, ROUNDS, 0]] {
            for _ in 0..ROUNDS {
                match kind {
                    0 => select_biased! {
                        recv(rx1) -> _ => hits[0] += 1,
                        recv(rx2) -> _ => hits[1] += 1,
                        recv(rx3) -> _ => hits[2] += 1,
                    },
                    1 => select_biased! {
                        recv(rx1) -> _ => hits[0] += 1,
                        recv(rx2) -> _ => hits[1] += 1,
                        recv(rx3) -> _ => hits[2] += 1,
                        default(ms(100_000)) => unreachable!(),
                    },
                    2 => select_biased! {
                        recv(rx1) -> _ => hits[0] += 1,
                        recv(rx2) -> _ => hits[1] += 1,
                        recv(rx3) -> _ => hits[2] += 1,
                        default() => unreachable!(),
                    },
                    _ => select! {
                        biased;
                        _ = <-rx1 => hits[0] += 1,
                        _ = <-rx2 => hits[1] += 1,
                        _ = <-rx3 => hits[2] += 1,
                    },
                }
            }
            assert_eq!(hits, expected);
        }
        rx3.recv().unwrap();
    }
}

both!(
    receiving_arms_are_chosen_evenly,
    sending_arms_are_chosen_evenly,
    the_same_channel_on_five_arms_is_chosen_on_each,
    clocks_have_their_turn_beside_channels,
    kinds_of_channels_are_chosen_alike,
    a_biased_select_takes_the_first_ready_arm,
);

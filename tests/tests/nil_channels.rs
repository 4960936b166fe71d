//! Channels that are not there: `None` in a `select!`, and `never()`.
//!
//! That they block for ever, and how reports name them, is tested with the deadlock report.

#![forbid(unsafe_code)]

use goroutines::channel::never;
use goroutines::prelude::*;
use goroutines_tests::{World, both, ms};
use std::time::Instant;

// NI-02; test/chan/select3.go
fn a_missing_channel_is_never_chosen(_world: World) {
    let no_sender: Option<&Sender<i32>> = None;
    let no_receiver: Option<&Receiver<i32>> = None;
    fn not_chosen() -> i32 {
        panic!("the value of an arm that is not chosen")
    }
    for _ in 0..100 {
        let chosen = select! {
            _ = <-no_receiver => "receive",
            no_sender <- not_chosen() => "send",
            _ = <-never::<i32>() => "never",
            default => "default",
        };
        assert_eq!(chosen, "default");
    }
    let (tx, rx) = chan(1);
    for value in 0..100 {
        select! {
            _ = <-no_receiver => unreachable!(),
            tx <- value => {}
            no_sender <- 0 => unreachable!(),
        }
        select! {
            no_sender <- 0 => unreachable!(),
            got = <-rx => assert_eq!(got, Ok(value)),
            _ = <-never::<i32>() => unreachable!(),
        }
    }
}

// NI-01, NI-03: as far as a test with an end can show it
fn waiting_for_a_missing_channel_takes_all_the_time(_world: World) {
    let no_sender: Option<&Sender<i32>> = None;
    let start = Instant::now();
    select! {
        _ = <-never::<i32>() => unreachable!(),
        no_sender <- 1 => unreachable!(),
        default(ms(20)) => {}
    }
    assert!(start.elapsed() >= ms(20));
}

// NI-05; test/chan/select.go
fn an_arm_is_switched_off_within_a_loop(world: World) {
    let (a_tx, a_rx) = chan(0);
    let (b_tx, b_rx) = chan(0);
    world.scope(|s| {
        s.spawn(move || (0..50).for_each(|value| a_tx.send(value).unwrap()));
        s.spawn(move || (0..70).for_each(|value| b_tx.send(value).unwrap()));
        let (mut a, mut b) = (Some(&a_rx), Some(&b_rx));
        let (mut from_a, mut from_b) = (0, 0);
        while a.is_some() || b.is_some() {
            select! {
                value = <-a => match value {
                    Ok(value) => {
                        assert_eq!(value, from_a);
                        from_a += 1;
                    }
                    Err(_) => a = None,
                },
                value = <-b => match value {
                    Ok(value) => {
                        assert_eq!(value, from_b);
                        from_b += 1;
                    }
                    Err(_) => b = None,
                },
            }
        }
        assert_eq!((from_a, from_b), (50, 70));
    });
}

// NI-05: the sending side, with `if`
fn an_arm_with_a_false_guard_is_never_ready(_world: World) {
    let (a, a_rx) = chan(10);
    let (b, b_rx) = chan(10);
    let (mut left_a, mut left_b) = (4, 6);
    loop {
        select! {
            a <- left_a if left_a > 0 => left_a -= 1,
            b <- left_b if left_b > 0 => left_b -= 1,
            default => break,
        }
    }
    assert_eq!(a_rx.try_iter().collect::<Vec<_>>(), [4, 3, 2, 1]);
    assert_eq!(b_rx.try_iter().collect::<Vec<_>>(), [6, 5, 4, 3, 2, 1]);
    // The channel expression of such an arm is not evaluated.
    let missing: Option<Receiver<i32>> = None;
    select! {
        _ = <-missing.clone().unwrap() if missing.is_some() => unreachable!(),
        default => {}
    }
}

both!(
    a_missing_channel_is_never_chosen,
    waiting_for_a_missing_channel_takes_all_the_time,
    an_arm_is_switched_off_within_a_loop,
    an_arm_with_a_false_guard_is_never_ready,
);

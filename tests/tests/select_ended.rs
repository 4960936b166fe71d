//! Channels that have ended: the arms that take no notice of it, `else` on arms that send, and `never_sender`.

#![forbid(unsafe_code)]

use goroutines::channel::{TrySendError, after, never_sender, tick};
use goroutines::prelude::*;
use goroutines_tests::{World, both, ms};

fn only_values_are_received(_world: World) {
    let (tx, rx) = chan(3);
    tx.send(1).unwrap();
    tx.send(2).unwrap();
    drop(tx);
    let mut got = Vec::new();
    for _ in 0..4 {
        select! {
            Some(v) = <-rx => got.push(v),
            default => got.push(0),
        }
    }
    assert_eq!(got, [1, 2, 0, 0]);
    // In the other dialect, and with a guard.
    select! {
        recv(rx) -> Some(_) => unreachable!(),
        Some(_) = <-rx if got.len() == 4 => unreachable!(),
        default => {}
    }
}

// Go's fan-in of two inputs that end.
fn a_fan_in_ends_with_its_inputs(world: World) {
    let (a, from_a) = chan(0);
    let (b, from_b) = chan(0);
    let (done, quit) = chan::<()>(0);
    world.scope(|s| {
        s.spawn(move || (0..20).for_each(|n| a.send(n).unwrap()));
        s.spawn(move || (0..30).for_each(|n| b.send(n).unwrap()));
        let (all, ended) = chan(0);
        s.spawn(move || {
            let mut n = 0;
            loop {
                select! {
                    Some(_) = <-from_a => n += 1,
                    Some(_) = <-from_b => n += 1,
                    <-quit => break,
                }
                if n == 50 {
                    all.send(()).unwrap();
                }
            }
            assert_eq!(n, 50);
        });
        ended.recv().unwrap();
        drop(done);
    });
}

// The end comes while the arm waits, alone and with others.
fn the_end_does_not_wake_the_arm(world: World) {
    for _ in 0..50 {
        let (tx, rx) = chan::<u8>(0);
        let (other, others) = chan(0);
        world.scope(|s| {
            s.spawn(move || {
                world.yield_now();
                drop(tx);
                other.send(5).unwrap();
            });
            select! {
                Some(_) = <-rx => unreachable!(),
                v = <-others => assert_eq!(v, Ok(5)),
            }
        });
    }
}

// A place in the buffer that a lazy sender has been granted holds the end back, and may be given back.
fn the_end_comes_behind_a_granted_place(world: World) {
    for gives_back in [false, true] {
        let (tx, rx) = chan::<u8>(1);
        let (go_on, wait) = chan::<()>(0);
        world.scope(|s| {
            let (tx, closer) = (tx, rx.clone());
            s.spawn(move || {
                let send = || -> Option<()> {
                    select! {
                        tx <- { tx.close(); wait.recv().ok(); if gives_back { None? } 7 } => {}
                    }
                    Some(())
                };
                assert_eq!(send().is_none(), gives_back);
                drop(closer);
            });
            let (late, later) = chan(0);
            s.spawn(move || {
                go_on.send(()).unwrap();
                if gives_back {
                    late.send(0).unwrap();
                }
            });
            let got = select! {
                Some(v) = <-rx => v,
                v = <-later if gives_back => v.unwrap(),
            };
            assert_eq!(got, if gives_back { 0 } else { 7 });
        });
    }
}

fn patterns_inside_some(_world: World) {
    let (tx, rx) = chan::<Option<u8>>(4);
    [Some(1), None, Some(7)].into_iter().for_each(|v| tx.send(v).unwrap());
    drop(tx);
    let mut got = Vec::new();
    for _ in 0..4 {
        select! {
            Some(Some(1) | Some(2)) = <-rx else { got.push("another"); continue } => got.push("one or two"),
            default => got.push("nothing"),
        }
    }
    assert_eq!(got, ["one or two", "another", "another", "nothing"]);
    let (tx, rx) = chan::<(u8, String)>(1);
    tx.send((1, "x".into())).unwrap();
    select! { Some((n, text)) = <-rx => assert_eq!((n, text.as_str()), (1, "x")) }
    let clock = after(ms(0));
    select! { Some(_) = <-clock => {} }
    let ticks = tick(ms(1));
    select! { Option::Some(..) = <-ticks => {} }
    let missing: Option<Receiver<u8>> = None;
    select! { Some(_) = <-missing => unreachable!(), default => {} }
}

fn lists_of_channels_too(_world: World) {
    let (txs, rxs): (Vec<_>, Vec<_>) = (0..3).map(|_| chan(1)).unzip();
    txs[1].send(4).unwrap();
    drop(txs);
    select! { (i, Some(v)) = <-each rxs => assert_eq!((i, v), (1, 4)) }
    select! {
        (_, Some(_)) = <-each rxs => unreachable!(),
        default => {}
    }
    let (i, ended) = select! { (i, v) = <-each rxs => (i, v.is_err()) };
    assert!(i < 3 && ended);
}

fn an_arm_that_sends_may_have_an_else(_world: World) {
    fn send(tx: &Sender<u8>, also: Option<&Sender<u8>>) -> &'static str {
        select! {
            tx <- 1 else { return "ended" } => "sent",
            also <- 2 else { return "ended too" } => "sent too",
            default => "full",
        }
    }
    let (tx, rx) = chan(1);
    assert_eq!(send(&tx, None), "sent");
    assert_eq!(send(&tx, None), "full");
    drop(rx);
    assert_eq!(send(&tx, None), "ended");
    assert_eq!(send(&never_sender(), Some(&tx)), "ended too");
    let value = String::from("kept");
    let (tx, rx) = chan(0);
    drop(rx);
    let back = select! {
        Err(back) = tx <- value else { unreachable!() } => back.into_inner(),
    };
    assert_eq!(back, "kept");
}

// NI-01, NI-02
fn nobody_receives_from_never(world: World) {
    let tx = never_sender();
    assert_eq!(tx.try_send(1), Err(TrySendError::Full(1)));
    assert!(tx.send_timeout(2, ms(1)).unwrap_err().is_timeout());
    assert_eq!((tx.len(), tx.capacity(), tx.is_full()), (0, Some(0), true));
    assert!(!tx.same_channel(&never_sender()));
    let (quit, quitting) = chan(0);
    world.scope(|s| {
        s.spawn(move || quit.send(()).unwrap());
        select! {
            tx <- 3 => unreachable!(),
            <-quitting => {}
        }
    });
    assert!(tx.close());
    assert!(tx.send(4).is_err());
}

both!(
    only_values_are_received,
    a_fan_in_ends_with_its_inputs,
    the_end_does_not_wake_the_arm,
    the_end_comes_behind_a_granted_place,
    patterns_inside_some,
    lists_of_channels_too,
    an_arm_that_sends_may_have_an_else,
    nobody_receives_from_never,
);

//! Arms over a number of channels that is known at run time, and `select_slice`.

#![forbid(unsafe_code)]

use goroutines::channel::{RecvError, never, never_sender, select_slice};
use goroutines::prelude::*;
use goroutines_tests::{World, both, ms};

fn channels<T>(number: usize, capacity: usize) -> (Vec<Sender<T>>, Vec<Receiver<T>>) {
    (0..number).map(|_| chan(capacity)).unzip()
}

fn the_index_tells_which_channel_it_was(_world: World) {
    let (txs, rxs) = channels(5, 1);
    let (extra, extras) = chan::<usize>(1);
    for n in [3, 0, 4] {
        txs[n].send(n * 10).unwrap();
        let (i, v) = select! {
            (i, v) = <-each rxs => (i, v),
            v = <-extras => (99, v),
        };
        assert_eq!((i, v), (n, Ok(n * 10)));
        extra.send(n).unwrap();
        select! {
            (i, _) = <-each &rxs[..] => unreachable!("{i}"),
            v = <-extras => assert_eq!(v, Ok(n)),
            (i, _) = <-each [&extras; 0] => unreachable!("{i}"),
        }
    }
}

fn all_kinds_of_lists(_world: World) {
    let (txs, rxs) = channels(2, 4);
    let array = [rxs[0].clone(), rxs[1].clone()];
    let options = vec![None, Some(rxs[1].clone()), None];
    let references: Vec<&Receiver<u8>> = rxs.iter().rev().collect();
    let boxed: Box<[Receiver<u8>]> = rxs.clone().into();
    txs[1].send(1).unwrap();
    select! { (i, v) = <-each array => assert_eq!((i, v), (1, Ok(1))) }
    txs[1].send(2).unwrap();
    select! { (i, v) = <-each options => assert_eq!((i, v), (1, Ok(2))) }
    txs[1].send(3).unwrap();
    select! { (i, v) = <-each references => assert_eq!((i, v), (0, Ok(3))) }
    txs[1].send(4).unwrap();
    select! { (i, v) = <-each boxed if true => assert_eq!((i, v), (1, Ok(4))) }
    txs[1].send(5).unwrap();
    select! { (i, v) = <-each rxs.iter().collect::<Vec<_>>() => assert_eq!((i, v), (1, Ok(5))) }
    // A channel of that name.
    let each = &rxs[0];
    txs[0].send(6).unwrap();
    select! { v = <-each => assert_eq!(v, Ok(6)) }
    let each = [each];
    txs[0].send(7).unwrap();
    select! { v = <-each[0] if true => assert_eq!(v, Ok(7)) }
}

fn values_go_to_whoever_takes_them(world: World) {
    let (txs, rxs) = channels(3, 0);
    world.scope(|s| {
        s.spawn(|| assert_eq!(rxs[1].recv(), Ok("a")));
        select! { i = each txs <- "a" => assert_eq!(i, 1) }
    });
    let (txs, rxs) = channels(3, 1);
    let mut places: Vec<usize> = (0..3).map(|_| select! { i = each txs <- 1 => i }).collect();
    places.sort_unstable();
    assert_eq!(places, [0, 1, 2]);
    let value = String::from("kept");
    let kept = select! {
        each txs.clone() <- value.len() => unreachable!(),
        default => value,
    };
    assert_eq!(kept, "kept");
    drop(rxs);
    let ended = || -> Option<usize> {
        select! { i = each txs <- 2 else { return None } => Some(i) }
    };
    assert_eq!(ended(), None);
}

fn an_empty_list_is_never_ready(_world: World) {
    let (rxs, txs) = (Vec::<Receiver<u8>>::new(), Vec::<Sender<u8>>::new());
    let (tx, rx) = chan(1);
    for n in 0..20 {
        select! {
            <-each rxs => unreachable!(),
            each txs <- 1 => unreachable!(),
            tx <- n => {}
        }
        assert_eq!(rx.recv(), Ok(n));
        select! {
            <-each rxs => unreachable!(),
            <-each vec![never::<u8>()] => unreachable!(),
            each [never_sender(), never_sender()] <- 1 => unreachable!(),
            default => {}
        }
    }
    select! {
        <-each rxs => unreachable!(),
        default(ms(1)) => {}
    }
}

fn a_guard_switches_the_list_off(_world: World) {
    fn lists<T>(_: &T) -> &T {
        panic!("not evaluated")
    }
    let (txs, rxs) = channels::<u8>(2, 1);
    let counts: Option<u8> = None;
    txs[0].send(1).unwrap();
    for armed in [false, true] {
        let got = select! {
            (_, v) = <-each rxs if armed => v.ok(),
            <-each lists(&rxs) if counts.is_some() => unreachable!(),
            each lists(&txs) <- 1 if counts.is_some() => unreachable!(),
            default => None,
        };
        assert_eq!(got.is_some(), armed);
    }
}

// SE-04: each channel of a list counts as an arm
fn ready_channels_are_chosen_evenly(_world: World) {
    const ROUNDS: usize = 10_000;
    let (txs, rxs) = channels(4, ROUNDS);
    let (alone, lonely) = chan(ROUNDS);
    for _ in 0..ROUNDS {
        txs.iter().for_each(|tx| tx.send(()).unwrap());
        alone.send(()).unwrap();
    }
    let mut counts = [0_usize; 5];
    for _ in 0..ROUNDS {
        select! {
            (i, _) = <-each rxs => counts[i] += 1,
            _ = <-lonely => counts[4] += 1,
        }
    }
    even(&counts, ROUNDS);
    let mut counts = [0_usize; 4];
    for _ in 0..ROUNDS / 2 {
        counts[select_slice(&rxs).0] += 1;
    }
    even(&counts, ROUNDS / 2);
}

/// Within 10 standard deviations.
fn even(counts: &[usize], rounds: usize) {
    let share = rounds as f64 / counts.len() as f64;
    let deviation = (share * (1.0 - 1.0 / counts.len() as f64)).sqrt();
    assert!(counts.iter().all(|&count| (count as f64 - share).abs() < 10.0 * deviation), "{counts:?}");
}

fn biased_takes_the_first_of_the_list(_world: World) {
    let (txs, rxs) = channels(3, 1);
    txs.iter().skip(1).for_each(|tx| tx.send(()).unwrap());
    for expected in [1, 2] {
        select! { biased; (i, _) = <-each rxs => assert_eq!(i, expected), default => unreachable!() }
    }
}

fn many_senders_are_merged(world: World) {
    let (txs, rxs) = channels(20, 0);
    world.scope(|s| {
        for (n, tx) in txs.into_iter().enumerate() {
            s.spawn(move || (0..50).for_each(|k| tx.send(n * 50 + k).unwrap()));
        }
        let (done, finished) = chan::<()>(0);
        let merged = s.spawn(move || {
            let (mut open, mut seen) = (rxs, vec![false; 1_000]);
            while !open.is_empty() {
                select! {
                    (i, v) = <-each open => match v {
                        Ok(n) => assert!(!std::mem::replace(&mut seen[n], true)),
                        Err(RecvError) => drop(open.swap_remove(i)),
                    },
                    <-finished => unreachable!(),
                }
            }
            assert!(seen.iter().all(|seen| *seen));
        });
        merged.join().unwrap();
        drop(done);
    });
}

fn a_slice_is_waited_for(world: World) {
    let (txs, rxs) = channels(3, 0);
    world.scope(|s| {
        s.spawn(move || txs[2].send("late").unwrap());
        let mut rxs = rxs;
        let first = loop {
            match select_slice(&rxs) {
                (_, Ok(v)) => break v,
                (i, Err(_)) => drop(rxs.remove(i)),
            }
        };
        assert_eq!(first, "late");
    });
}

both!(
    the_index_tells_which_channel_it_was,
    all_kinds_of_lists,
    values_go_to_whoever_takes_them,
    an_empty_list_is_never_ready,
    a_guard_switches_the_list_off,
    ready_channels_are_chosen_evenly,
    biased_takes_the_first_of_the_list,
    many_senders_are_merged,
    a_slice_is_waited_for,
);

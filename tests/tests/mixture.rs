//! Ten thousand goroutines that do a bit of everything: deep stacks, selects, timeouts, closes, goexit; started by plain
//! threads and by goroutines, and ended by the drop of a channel. Every value is dropped once, every goroutine ends.
//!
//! What each does follows from the seed, which `MIXTURE_SEED` sets and a failure names; who meets whom is chance.

#![forbid(unsafe_code)]

use goroutines::channel::{Receiver, Sender, after, bounded, select, unbounded};
use goroutines::runtime::{Goexit, goexit};
use goroutines::time::sleep;
use goroutines::{JoinHandle, scope, spawn, yield_now};
use goroutines_tests::tally::{Tally, Token};
use goroutines_tests::{Numbers, sized, watch};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{env, hint, thread};

/// What the members share.
struct Crowd {
    /// Each is received from by some goroutines until all its senders are gone.
    shared: [(Sender<Token>, Receiver<Token>); 3],
    /// Nothing is ever sent on it; it is closed when all members have been started.
    gate: Receiver<()>,
    tally: Tally,
    /// Values that were made.
    made: AtomicUsize,
}

impl Crowd {
    fn token(&self) -> Token {
        self.made.fetch_add(1, Ordering::SeqCst);
        self.tally.token()
    }
}

/// Below 200 microseconds.
fn moment(numbers: &mut Numbers) -> Duration {
    Duration::from_micros(numbers.below(200))
}

/// Uses a kilobyte of stack and more at each level, does `bottom` at the lowest, and finds all as it was.
fn dig(levels: u64, bottom: &mut dyn FnMut()) {
    let frame = hint::black_box([levels; 128]);
    if levels == 0 {
        return bottom();
    }
    dig(levels - 1, bottom);
    assert!(hint::black_box(&frame).iter().all(|&word| word == levels), "the stack has changed at level {levels}");
}

/// A scene of a goroutine's life.
type Scene = fn(&Crowd, &mut Numbers);

const SCENES: [Scene; 7] = [send, receive, choose, wait, close, abandon, ask];

fn send(crowd: &Crowd, numbers: &mut Numbers) {
    let (tx, _) = &crowd.shared[numbers.below(3) as usize];
    let token = crowd.token();
    match numbers.below(3) {
        0 => tx.send(token).unwrap(),
        1 => drop(tx.try_send(token)),
        _ => drop(tx.send_timeout(token, moment(numbers))),
    }
}

fn receive(crowd: &Crowd, numbers: &mut Numbers) {
    let (_, rx) = &crowd.shared[numbers.below(3) as usize];
    match numbers.below(2) {
        0 => drop(rx.try_recv()),
        _ => drop(rx.recv_timeout(moment(numbers))),
    }
}

fn choose(crowd: &Crowd, numbers: &mut Numbers) {
    let [(tx1, rx1), (tx2, rx2), (_, rx3)] = &crowd.shared;
    match numbers.below(3) {
        0 => select! {
            send(tx1, crowd.token()) -> sent => sent.unwrap(),
            recv(rx2) -> token => drop(token.unwrap()),
            recv(rx3) -> token => drop(token.unwrap()),
            recv(crowd.gate) -> closed => assert!(closed.is_err()),
        },
        1 => select! {
            recv(rx1) -> token => drop(token.unwrap()),
            send(tx2, crowd.token()) -> sent => sent.unwrap(),
            recv(after(moment(numbers))) -> _ => {}
        },
        _ => select! {
            recv(rx1) -> token => drop(token.unwrap()),
            recv(rx2) -> token => drop(token.unwrap()),
            default(moment(numbers)) => {}
        },
    }
}

fn wait(crowd: &Crowd, numbers: &mut Numbers) {
    match numbers.below(4) {
        0 => yield_now(),
        1 => sleep(moment(numbers)),
        2 => assert!(crowd.gate.recv_timeout(moment(numbers)).is_err()),
        _ => assert!(crowd.gate.recv().is_err()),
    }
}

/// A channel of its own, closed while others are blocked on it: each value arrives or comes back.
fn close(crowd: &Crowd, numbers: &mut Numbers) {
    let (tx, rx) = bounded(numbers.below(3) as usize);
    scope(|s| {
        let senders: Vec<_> = (0..2)
            .map(|_| {
                s.spawn(|| {
                    let mut sent = 0;
                    while tx.send(crowd.token()).is_ok() {
                        sent += 1;
                    }
                    sent
                })
            })
            .collect();
        let mut received = 0;
        for _ in 0..numbers.below(6) {
            drop(rx.recv().unwrap());
            received += 1;
        }
        assert!(tx.close());
        received += rx.iter().count();
        let sent: usize = senders.into_iter().map(|sender| sender.join().unwrap()).sum();
        assert_eq!(sent, received);
    });
}

/// A channel of its own, with others blocked on it that are ended by the drop of its other side.
fn abandon(crowd: &Crowd, numbers: &mut Numbers) {
    let (tx, rx) = bounded(numbers.below(3) as usize);
    let (drop_senders, values) = (numbers.below(2) == 0, numbers.below(4) as usize);
    scope(|s| {
        if drop_senders {
            let count = |rx: Receiver<Token>| move || rx.into_iter().count();
            let receivers = [s.spawn(count(rx.clone())), s.spawn(count(rx))];
            (0..values).for_each(|_| tx.send(crowd.token()).unwrap());
            drop(tx);
            let received: usize = receivers.into_iter().map(|receiver| receiver.join().unwrap()).sum();
            assert_eq!(received, values);
        } else {
            let send = |tx: Sender<Token>| move || while tx.send(crowd.token()).is_ok() {};
            s.spawn(send(tx.clone()));
            s.spawn(send(tx));
            (0..values).for_each(|_| drop(rx.recv().unwrap()));
            drop(rx);
        }
    });
}

/// Questions that bring the channel for their answer along.
fn ask(_crowd: &Crowd, numbers: &mut Numbers) {
    let (ask_tx, asked) = bounded::<(u64, Sender<u64>)>(numbers.below(2) as usize);
    let answers = spawn(move || asked.into_iter().filter(|(number, to)| to.send(number + 1).is_ok()).count());
    let questions = 1 + numbers.below(4);
    for number in 0..questions {
        let (tx, rx) = bounded(0);
        ask_tx.send((number, tx)).unwrap();
        assert_eq!(rx.recv(), Ok(number + 1));
    }
    drop(ask_tx);
    assert_eq!(answers.join().unwrap() as u64, questions);
}

/// The life of one member, in part deep in its stack.
fn live(crowd: &Crowd, numbers: &mut Numbers) {
    let _kept = crowd.token();
    let levels = if numbers.below(4) == 0 { 40 + numbers.below(40) } else { numbers.below(8) };
    dig(levels, &mut || {
        for _ in 0..=numbers.below(3) {
            SCENES[numbers.below(SCENES.len() as u64) as usize](crowd, numbers);
        }
        if numbers.below(50) == 0 {
            goexit();
        }
    });
}

/// How many start members: half of them plain threads, half of them goroutines.
const SPAWNERS: u64 = 8;

/// One crowd, from its start to its end.
fn mix(seed: u64) {
    const EACH: u64 = 10_000 / SPAWNERS;
    let shared = [bounded(0), bounded(4), unbounded()];
    let counts: Vec<_> = shared.iter().flat_map(|(_, rx)| [rx.clone(), rx.clone()]).collect();
    let counts: Vec<_> = counts.into_iter().map(|rx| spawn(move || rx.into_iter().count())).collect();
    let (gate_tx, gate) = bounded(0);
    let crowd = Arc::new(Crowd { shared, gate, tally: Tally::new(), made: AtomicUsize::new(0) });

    let spawner = |number: u64| {
        let crowd = Arc::clone(&crowd);
        move || -> Vec<JoinHandle<()>> {
            let member = |member: u64| {
                let crowd = Arc::clone(&crowd);
                let mut numbers = Numbers::new((seed * SPAWNERS + number) * EACH + member);
                spawn(move || live(&crowd, &mut numbers))
            };
            (0..EACH).map(member).collect()
        }
    };
    let threads: Vec<_> = (0..SPAWNERS / 2).map(|number| thread::spawn(spawner(number))).collect();
    let goroutines: Vec<_> = (SPAWNERS / 2..SPAWNERS).map(|number| spawn(spawner(number))).collect();
    let mut members: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    members.extend(goroutines.into_iter().flat_map(|goroutine| goroutine.join().unwrap()));
    drop(gate_tx);

    let ends = members.len();
    let exits =
        members.into_iter().filter_map(|member| member.join().err()).map(|end| assert!(end.is::<Goexit>())).count();
    assert!(0 < exits && exits < ends / 10, "{exits} of {ends} have said goexit");
    let (tally, made) = (crowd.tally.clone(), crowd.made.load(Ordering::SeqCst));
    // With the crowd the last senders go, and so do those that receive from them.
    drop(crowd);
    let received: usize = counts.into_iter().map(|count| count.join().unwrap()).sum();
    assert_eq!(tally.dropped(), made);
    println!("{ends} members, {made} values, of which {received} were received by those that outlived them");
}

#[test]
fn ten_thousand_do_a_bit_of_everything() {
    let _watch = watch("ten_thousand_do_a_bit_of_everything");
    let first = env::var("MIXTURE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    for seed in first..first + sized(20) as u64 {
        println!("MIXTURE_SEED={seed}");
        mix(seed);
    }
}

//! After the Savina suite of actor programs (Imam and Sarkar), written anew with goroutines and channels: those that pass
//! messages.

use super::parallel::{Meeting, pair};
use super::trial::{Clock, Program, Run, short};
use crate::job::chain;
use goroutines::prelude::*;
use std::sync::Arc;

pub(super) const PROGRAMS: &[Program] = &[
    short("sav_ping_pong", ping_pong),
    short("sav_counting", counting),
    short("sav_fj_create", create),
    short("sav_fj_throughput", throughput),
    short("sav_thread_ring_100", |hops| ring(100, hops)),
    short("thread_ring_503", |hops| ring(503, hops)),
    short("sav_chameneos", chameneos),
    short("sav_big", big),
];

fn ping_pong(trips: u64) -> Run {
    let (ping, pinged) = chan(0);
    let (pong, ponged) = chan(0);
    pair(Meeting::anywhere(), move || pass_on(&pinged, &pong), move || serve_balls(&ping, &ponged, trips))
}

#[goroutine]
fn pass_on(pinged: &Receiver<u64>, pong: &Sender<u64>) -> u64 {
    for ball in pinged {
        pong.send(ball).expect("the other waits");
    }
    0
}

#[goroutine]
fn serve_balls(ping: &Sender<u64>, ponged: &Receiver<u64>, trips: u64) -> u64 {
    let mut sum = 0_u64;
    for trip in 0..trips {
        ping.send(trip).expect("the other waits");
        sum = sum.wrapping_add(ponged.recv().expect("it comes back"));
    }
    ping.close();
    sum
}

enum Count {
    Raise,
    Tell(Sender<u64>),
}

/// One sends so many messages to one that counts them, and asks in the end.
#[goroutine]
fn counting(messages: u64) -> Run {
    let (tx, rx) = chan(128);
    let clock = Clock::start();
    go! {
        let mut count = 0;
        for message in rx {
            match message {
                Count::Raise => count += 1,
                Count::Tell(reply) => reply.send(count).expect("it waits"),
            }
        }
    }
    for _ in 0..messages {
        tx.send(Count::Raise).expect("it counts");
    }
    let (reply, count) = chan(1);
    tx.send(Count::Tell(reply)).expect("it counts");
    clock.stop(count.recv().expect("it tells"))
}

/// Each gets a message, computes a little, and ends.
#[goroutine]
fn create(goroutines: u64) -> Run {
    let ended = WaitGroup::new();
    let clock = Clock::start();
    ended.add(goroutines as isize);
    for number in 0..goroutines {
        let (tx, rx) = chan::<u64>(1);
        go!(|rx, clone ended| {
            std::hint::black_box(chain(rx.recv().expect("it is sent"), 10));
            ended.done();
        });
        tx.send(number).expect("there is room");
    }
    ended.wait();
    clock.stop(goroutines)
}

/// Messages to sixty in turns.
#[goroutine]
fn throughput(messages: u64) -> Run {
    const ACTORS: usize = 60;
    let clock = Clock::start();
    let (sums, sum) = chan(ACTORS);
    let mut actors = Vec::new();
    for _ in 0..ACTORS {
        let (tx, rx) = chan(64);
        actors.push(tx);
        go!(|rx, clone sums| sums.send(sum_of_chains(&rx)).expect("there is room"));
    }
    for message in 0..messages {
        actors[message as usize % ACTORS].send(message).expect("it receives");
    }
    for actor in &actors {
        actor.close();
    }
    clock.stop(sum.iter().take(ACTORS).fold(0, u64::wrapping_add))
}

#[goroutine]
fn sum_of_chains(rx: &Receiver<u64>) -> u64 {
    let mut sum = 0_u64;
    for message in rx {
        sum = sum.wrapping_add(chain(message, 10));
    }
    sum
}

/// A number that goes round and is lowered, until it is zero.
#[goroutine]
fn ring(goroutines: u64, hops: u64) -> Run {
    let (first, mut rx) = chan::<u64>(0);
    let (end, ended) = chan(0);
    for number in 0..goroutines {
        let (tx, next) = chan(0);
        let tx = if number == goroutines - 1 { first.clone() } else { tx };
        go!(pass_lowered(rx, tx, end.clone()));
        rx = next;
    }
    let clock = Clock::start();
    first.send(hops).expect("the first one receives");
    ended.recv().expect("who gets the zero says so");
    let run = clock.stop(hops);
    first.close();
    run
}

#[goroutine]
fn pass_lowered(rx: Receiver<u64>, tx: Sender<u64>, end: Sender<()>) {
    for hops in rx {
        if hops == 0 {
            end.send(()).expect("the end is waited for");
        } else if tx.send(hops - 1).is_err() {
            break;
        }
    }
    tx.close();
}

struct Guest {
    colour: u64,
    met: Sender<u64>,
}

/// Ten creatures meet in pairs at a mall, which tells each the colour of the other.
#[goroutine]
fn chameneos(meetings: u64) -> Run {
    let (tx, mall) = chan::<Guest>(0);
    let clock = Clock::start();
    let creatures: Vec<_> = (0..10).map(|colour| go!(meet(tx.clone(), colour % 3))).collect();
    for _ in 0..meetings {
        let pair = [0, 1].map(|_| mall.recv().expect("there are guests"));
        pair[0].met.send(pair[1].colour).expect("it waits");
        pair[1].met.send(pair[0].colour).expect("it waits");
    }
    // Each comes once more.
    for guest in mall.iter().take(10) {
        guest.met.send(CLOSED).expect("it waits");
    }
    let met: u64 = creatures.into_iter().map(|creature| creature.join().expect("it does not panic")).sum();
    clock.stop(met)
}

const CLOSED: u64 = 3;

/// Until the mall is closed. How often it has met another.
#[goroutine]
fn meet(mall: Sender<Guest>, mut colour: u64) -> u64 {
    let (met, other) = chan(1);
    let mut meetings = 0;
    loop {
        mall.send(Guest { colour, met: met.clone() }).expect("the mall is there");
        let other = other.recv().expect("the mall says whom it has met");
        if other == CLOSED {
            return meetings;
        }
        // The third colour, where they differ.
        colour = if other == colour { colour } else { 3 - colour - other };
        meetings += 1;
    }
}

const BIG: usize = 60;

#[derive(Clone, Copy)]
enum Message {
    Ping(usize),
    Pong,
}

/// Sixty send pings to one another at random and wait for the pong; meanwhile they answer.
#[goroutine]
fn big(pings: u64) -> Run {
    let channels: Vec<_> = (0..BIG).map(|_| chan(BIG + 1)).collect();
    let all: Arc<Vec<Sender<Message>>> = Arc::new(channels.iter().map(|(tx, _)| tx.clone()).collect());
    let done = WaitGroup::new();
    let clock = Clock::start();
    done.add(BIG as isize);
    let actors: Vec<_> = channels
        .into_iter()
        .enumerate()
        .map(|(number, (_, rx))| {
            let share = pings / BIG as u64 + u64::from((number as u64) < pings % BIG as u64);
            go!(ping_at_random(number, rx, Arc::clone(&all), share, done.clone()))
        })
        .collect();
    done.wait();
    for tx in all.iter() {
        tx.close();
    }
    let ponged = actors.into_iter().map(|actor| actor.join().expect("it does not panic")).sum();
    clock.stop(ponged)
}

#[goroutine]
fn ping_at_random(
    own: usize,
    rx: Receiver<Message>,
    all: Arc<Vec<Sender<Message>>>,
    pings: u64,
    done: WaitGroup,
) -> u64 {
    let mut random = own as u64 + 1;
    let mut ponged = 0;
    let mut is_next = true;
    loop {
        if is_next && ponged < pings {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            all[(random >> 33) as usize % BIG].send(Message::Ping(own)).expect("all are there");
            is_next = false;
        } else if is_next {
            done.done();
            is_next = false;
        }
        match rx.recv() {
            Ok(Message::Ping(from)) => all[from].send(Message::Pong).expect("all are there"),
            Ok(Message::Pong) => {
                ponged += 1;
                is_next = true;
            }
            Err(_) => return ponged,
        }
    }
}

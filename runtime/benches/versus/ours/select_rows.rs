//! After the benchmarks of `select` in Go's `runtime/chan_test.go`, written anew.

use super::parallel::parallel;
use super::trial::{Clock, Program, Run, long, short};
use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use goroutines::time::after;
use std::time::{Duration, Instant};

pub(super) const PROGRAMS: &[Program] = &[
    short("select_uncontended", |times| parallel(times, (), uncontended)),
    short("select_sync_contended", sync_contended),
    short("select_async_contended", |times| {
        parallel(times, [chan(max_procs()), chan(max_procs())], |channels, times| {
            channels[0].0.send(1).expect("there is room");
            back_and_forth(channels, times)
        })
    }),
    short("select_nonblock", |times| parallel(times, Four::new(), nonblocking)),
    short("select_prodcons", producers_and_consumers),
    long("chan_popular", popular),
];

type Channel = (Sender<u64>, Receiver<u64>);

#[goroutine]
fn uncontended(_: &(), times: u64) -> u64 {
    let channels = [chan(1), chan(1)];
    channels[0].0.send(1).expect("there is room");
    back_and_forth(&channels, times)
}

/// Takes a value from the channel that has one, and puts it into the other.
#[goroutine]
fn back_and_forth([(to_a, a), (to_b, b)]: &[Channel; 2], times: u64) -> u64 {
    let mut received = 0;
    for _ in 0..times {
        select! {
            value = <-a => {
                received += value.expect("it is open");
                to_b.send(1).expect("there is room");
            }
            value = <-b => {
                received += value.expect("it is open");
                to_a.send(1).expect("there is room");
            }
        }
    }
    received
}

/// As many as there are workers receive from three channels, and for each of them one sends to any of the three.
#[goroutine]
fn sync_contended(times: u64) -> Run {
    let channels: [Channel; 3] = [chan(0), chan(0), chan(0)];
    let (done, is_done) = chan::<()>(0);
    for _ in 0..max_procs() {
        let [(a, _), (b, _), (c, _)] = channels.clone();
        go!(send_to_any(a, b, c, is_done.clone()));
    }
    let run = parallel(times, channels.map(|(_, rx)| rx), receive_from_any);
    done.close();
    run
}

#[goroutine]
fn send_to_any(a: Sender<u64>, b: Sender<u64>, c: Sender<u64>, is_done: Receiver<()>) {
    loop {
        select! {
            a <- 1 => {}
            b <- 1 => {}
            c <- 1 => {}
            <-is_done => break,
        }
    }
}

#[goroutine]
fn receive_from_any([a, b, c]: &[Receiver<u64>; 3], times: u64) -> u64 {
    let mut received = 0;
    for _ in 0..times {
        received += select! {
            value = <-a => value.expect("it is open"),
            value = <-b => value.expect("it is open"),
            value = <-c => value.expect("it is open"),
        };
    }
    received
}

/// Nobody is at the other end of the first two, and the others have room for one.
struct Four([Channel; 4]);

impl Four {
    fn new() -> Four {
        Four([chan(0), chan(0), chan(1), chan(1)])
    }
}

#[goroutine]
fn nonblocking(Four([(_, a), (b, _), (_, c), (d, _)]): &Four, times: u64) -> u64 {
    let mut missed = 0;
    for _ in 0..times {
        select! {
            <-a => {}
            default => missed += 1,
        }
        select! {
            b <- 1 => {}
            default => missed += 1,
        }
        select! {
            <-c => {}
            default => missed += 1,
        }
        select! {
            d <- 1 => {}
            default => {}
        }
    }
    missed
}

struct Ends {
    rx: Receiver<u64>,
    timeout: Receiver<Instant>,
    quit: Receiver<()>,
}

/// Both wait for a timer and a quit channel beside.
#[goroutine]
fn producers_and_consumers(values: u64) -> Run {
    let workers = max_procs() as u64;
    let (tx, rx) = chan(128);
    let (_quit, quit) = chan::<()>(0);
    let timeout = after(Duration::from_secs(100));
    for worker in 0..workers {
        let share = values / workers + u64::from(worker < values % workers);
        go!(produce(tx.clone(), share, timeout.clone(), quit.clone()));
    }
    drop(tx);
    parallel(values, Ends { rx, timeout, quit }, consume)
}

#[goroutine]
fn produce(tx: Sender<u64>, values: u64, timeout: Receiver<Instant>, quit: Receiver<()>) {
    for _ in 0..values {
        select! {
            tx <- 1 => {}
            _ = <-timeout => break,
            <-quit => break,
        }
    }
}

#[goroutine]
fn consume(Ends { rx, timeout, quit }: &Ends, _: u64) -> u64 {
    let mut received = 0;
    loop {
        select! {
            value = <-rx => match value {
                Ok(value) => received += value,
                Err(_) => break,
            },
            _ = <-timeout => break,
            <-quit => break,
        }
    }
    received
}

/// A thousand wait for what all share and for something of their own, which then comes.
#[goroutine]
fn popular(times: u64) -> Run {
    let (_tx, common) = chan::<u64>(0);
    let mut senders = Vec::new();
    let waiters = WaitGroup::new();
    for _ in 0..1_000 {
        let (tx, own) = chan::<u64>(0);
        senders.push(tx);
        waiters.add(1);
        go!(|clone common, own, clone waiters| {
            for _ in 0..times {
                select! {
                    _ = <-common => {}
                    _ = <-own => {}
                }
            }
            waiters.done();
        });
    }
    let clock = Clock::start();
    for _ in 0..times {
        for tx in &senders {
            tx.send(1).expect("it waits");
        }
    }
    waiters.wait();
    clock.stop(times)
}

//! After the benchmarks of channels in Go's `runtime/chan_test.go`, written anew.

use super::parallel::{in_shares, parallel};
use super::trial::{Clock, Program, Run, short};
use crate::job::chain;
use goroutines::channel::TryRecvError;
use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use std::hint::black_box;

pub(super) const PROGRAMS: &[Program] = &[
    short("chan_make_byte", make::<u8>),
    short("chan_make_int", make::<u64>),
    short("chan_make_ptr", make::<Box<u8>>),
    short("chan_make_struct0", make::<()>),
    short("chan_make_struct32", make::<[u8; 32]>),
    short("chan_make_struct40", make::<[u8; 40]>),
    short("chan_nonblocking", |times| parallel(times, chan(0), nonblocking)),
    short("chan_closed", |times| {
        let (tx, rx) = chan(0);
        tx.close();
        parallel(times, rx, closed)
    }),
    short("chan_recv_closed", receive_what_is_left),
    short("chan_uncontended", |times| parallel(times, (), uncontended)),
    short("chan_contended", |times| parallel(times, chan(100 * max_procs()), hundred_in_hundred_out)),
    short("chan_sync", |times| sync(times, 0)),
    short("chan_sync_work", |times| sync(times, 500)),
    short("chan_prodcons_0", |values| producers_and_consumers(0, values, 0)),
    short("chan_prodcons_10", |values| producers_and_consumers(10, values, 0)),
    short("chan_prodcons_100", |values| producers_and_consumers(100, values, 0)),
    short("chan_prodcons_work_0", |values| producers_and_consumers(0, values, 50)),
    short("chan_prodcons_work_10", |values| producers_and_consumers(10, values, 50)),
    short("chan_prodcons_work_100", |values| producers_and_consumers(100, values, 50)),
    short("chan_creation", |times| parallel(times, (), make_and_use)),
    short("chan_sem", |times| parallel(times, chan(max_procs()), as_semaphore)),
];

fn make<T>(times: u64) -> Run {
    let clock = Clock::start();
    for _ in 0..times {
        black_box(chan::<T>(8));
    }
    clock.stop(times)
}

type Channel = (Sender<u64>, Receiver<u64>);

#[goroutine]
fn nonblocking((_, rx): &Channel, times: u64) -> u64 {
    let mut empty = 0;
    for _ in 0..times {
        empty += u64::from(rx.try_recv() == Err(TryRecvError::Empty));
    }
    empty
}

#[goroutine]
fn closed(rx: &Receiver<u64>, times: u64) -> u64 {
    let mut closed = 0;
    for _ in 0..times {
        closed += u64::from(rx.try_recv() == Err(TryRecvError::Disconnected));
    }
    closed
}

/// The channel was filled, and then closed.
#[goroutine]
fn receive_what_is_left(values: u64) -> Run {
    let (tx, rx) = chan(values as usize);
    for _ in 0..values {
        tx.send(()).expect("there is room");
    }
    tx.close();
    let clock = Clock::start();
    let mut received = 0;
    for () in rx {
        received += 1;
    }
    clock.stop(received)
}

#[goroutine]
fn uncontended(_: &(), times: u64) -> u64 {
    hundred_in_hundred_out(&chan(100), times)
}

#[goroutine]
fn hundred_in_hundred_out((tx, rx): &Channel, times: u64) -> u64 {
    let mut received = 0;
    for _ in 0..times {
        for _ in 0..100 {
            tx.send(1).expect("there is room");
        }
        for _ in 0..100 {
            received += rx.recv().expect("it is open");
        }
    }
    received
}

/// Two that swap: the one sends and receives, the other receives and sends.
#[goroutine]
fn sync(times: u64, steps: u64) -> Run {
    let (tx, rx) = chan::<u64>(0);
    let clock = Clock::start();
    let swappers = [true, false].map(|sends_first| {
        go!(|clone tx, clone rx, sends_first| {
            let mut sum = 0_u64;
            for time in 0..times / 2 {
                if sends_first {
                    tx.send(time).expect("the other receives");
                }
                sum = sum.wrapping_add(rx.recv().expect("the other sends"));
                if !sends_first {
                    tx.send(time).expect("the other receives");
                }
                if steps > 0 {
                    sum = sum.wrapping_add(chain(time, steps));
                }
            }
            sum
        })
    });
    let sums = swappers.map(|swapper| swapper.join().expect("it does not panic"));
    clock.stop(sums[0].wrapping_add(sums[1]))
}

/// As many of each as there are workers. Each computes a little between two values.
#[goroutine]
fn producers_and_consumers(capacity: usize, values: u64, steps: u64) -> Run {
    let workers = max_procs() as u64;
    let (tx, rx) = chan(capacity);
    for worker in 0..workers {
        let share = values / workers + u64::from(worker < values % workers);
        go!(produce(tx.clone(), share, steps));
    }
    drop(tx);
    in_shares(workers, values, (rx, steps), consume)
}

#[goroutine]
fn produce(tx: Sender<u64>, values: u64, steps: u64) {
    for value in 0..values {
        if steps > 0 {
            black_box(chain(value, steps));
        }
        tx.send(1).expect("the consumers are there");
    }
}

#[goroutine]
fn consume((rx, steps): &(Receiver<u64>, u64), _: u64) -> u64 {
    let mut received = 0;
    for value in rx {
        if *steps > 0 {
            black_box(chain(value, *steps));
        }
        received += value;
    }
    received
}

#[goroutine]
fn make_and_use(_: &(), times: u64) -> u64 {
    let mut received = 0;
    for _ in 0..times {
        let (tx, rx) = chan(1);
        tx.send(1).expect("there is room");
        received += rx.recv().expect("it is open");
    }
    received
}

#[goroutine]
fn as_semaphore((tx, rx): &Channel, times: u64) -> u64 {
    let mut received = 0;
    for _ in 0..times {
        tx.send(1).expect("there is room at some time");
        received += rx.recv().expect("it is open");
    }
    received
}

//! Well-known programs: those that are chains of goroutines.

use super::parallel::in_shares;
use super::trial::{Clock, Program, Run, long, once, short, slow};
use goroutines::prelude::*;

pub(super) const PROGRAMS: &[Program] = &[
    short("generator", generator),
    short("pipeline_5", pipeline),
    short("worker_pool", worker_pool),
    slow("prime_sieve_1000", |times| sieves(1_000, times)),
    slow("prime_sieve_2500", |times| sieves(2_500, times)),
    long("daisy_chain_1k", |times| daisy_chains(1_000, times)),
    slow("daisy_chain_100k", |times| daisy_chains(100_000, times)),
    once("ring_100k_pass", 100_000, pass_once),
    long("skynet_100k", skynets),
    long("fib_20", fibs),
];

#[goroutine]
fn generator(values: u64) -> Run {
    let (tx, rx) = chan(0);
    let clock = Clock::start();
    go! {
        for value in 0..values {
            tx.send(value).expect("it is asked for");
        }
    }
    let mut sum = 0_u64;
    for value in rx {
        sum = sum.wrapping_add(value);
    }
    clock.stop(sum)
}

/// Five that add one, unbuffered.
#[goroutine]
fn pipeline(values: u64) -> Run {
    let (tx, mut rx) = chan(0);
    let clock = Clock::start();
    for _ in 0..5 {
        let (next, after) = chan(0);
        go!(add_one(rx, next));
        rx = after;
    }
    go! {
        for value in 0..values {
            tx.send(value).expect("the first stage is there");
        }
    }
    let mut sum = 0_u64;
    for value in rx {
        sum = sum.wrapping_add(value);
    }
    clock.stop(sum)
}

#[goroutine]
fn add_one(rx: Receiver<u64>, tx: Sender<u64>) {
    for value in rx {
        tx.send(value + 1).expect("the next stage is there");
    }
}

/// Eight take jobs, and send results.
#[goroutine]
fn worker_pool(jobs: u64) -> Run {
    let (tx, rx) = chan(100);
    let (results, result) = chan::<u64>(100);
    go! {
        for job in 0..jobs {
            tx.send(job).expect("the pool is there");
        }
    }
    let clock = Clock::start();
    go! {
        in_shares(8, jobs, (rx, results), work_in_pool);
    }
    let mut sum = 0_u64;
    for value in result.iter().take(jobs as usize) {
        sum = sum.wrapping_add(value);
    }
    clock.stop(sum)
}

#[goroutine]
fn work_in_pool((rx, results): &(Receiver<u64>, Sender<u64>), _: u64) -> u64 {
    for job in rx {
        results.send(job * 2).expect("results are awaited");
    }
    0
}

/// Each prime has a goroutine that keeps its multiples back. The sum is that of the last primes.
#[goroutine]
fn sieves(primes: u64, times: u64) -> Run {
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..times {
        sum += sieve(primes);
    }
    clock.stop(sum)
}

#[goroutine]
fn sieve(primes: u64) -> u64 {
    let (tx, mut rx) = chan(0);
    go! {
        for number in 2.. {
            if tx.send(number).is_err() {
                break;
            }
        }
    }
    let mut prime = 0;
    for _ in 0..primes {
        prime = rx.recv().expect("there are more primes");
        let (next, after) = chan(0);
        go!(keep_multiples_back(prime, rx, next));
        rx = after;
    }
    prime
}

#[goroutine]
fn keep_multiples_back(prime: u64, rx: Receiver<u64>, tx: Sender<u64>) {
    for number in rx {
        if number % prime != 0 && tx.send(number).is_err() {
            break;
        }
    }
}

/// Each adds one to what it gets from its neighbour.
#[goroutine]
fn daisy_chains(goroutines: u64, times: u64) -> Run {
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..times {
        let (leftmost, result) = chan(0);
        let mut left = leftmost;
        for _ in 0..goroutines {
            let (right, from_right) = chan::<u64>(0);
            go!(|left, from_right| {
                let value = from_right.recv().expect("the neighbour sends");
                left.send(value + 1).expect("the neighbour receives");
            });
            left = right;
        }
        go!(|| left.send(1).expect("the last one receives"));
        sum += result.recv().expect("the first one sends");
    }
    clock.stop(sum)
}

/// A value goes once through so many that wait. They are started before.
#[goroutine]
fn pass_once(goroutines: u64) -> Run {
    let (first, mut rx) = chan::<u64>(0);
    let started = WaitGroup::new();
    started.add(goroutines as isize);
    for _ in 0..goroutines {
        let (next, after) = chan(0);
        go!(|rx, next, clone started| {
            started.done();
            let value = rx.recv().expect("the one before sends");
            next.send(value + 1).expect("the next one receives");
        });
        rx = after;
    }
    started.wait();
    let clock = Clock::start();
    first.send(0).expect("the first one receives");
    let value = rx.recv().expect("the last one sends");
    clock.stop(value)
}

#[goroutine]
fn skynets(times: u64) -> Run {
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..times {
        let (tx, rx) = chan(0);
        go!(tree(tx, 0, 100_000));
        sum += rx.recv().expect("the root sends");
    }
    clock.stop(sum)
}

/// Sends the sum of `size` numbers from `first` on: a leaf its own, every other goroutine that of its ten children.
#[goroutine]
fn tree(tx: Sender<u64>, first: u64, size: u64) {
    if size == 1 {
        tx.send(first).expect("the parent waits");
        return;
    }
    let (child, rx) = chan(0);
    for number in 0..10 {
        go!(tree(child.clone(), first + number * (size / 10), size / 10));
    }
    let sum = rx.iter().take(10).sum();
    tx.send(sum).expect("the parent waits");
}

#[goroutine]
fn fibs(times: u64) -> Run {
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..times {
        let (tx, rx) = chan(1);
        go!(fib(20, tx));
        sum += rx.recv().expect("it sends");
    }
    clock.stop(sum)
}

/// A goroutine for each call.
fn fib(n: u64, tx: Sender<u64>) {
    if n < 2 {
        tx.send(n).expect("there is room");
        return;
    }
    let (child, rx) = chan(2);
    go!(fib(n - 1, child.clone()));
    go!(fib(n - 2, child));
    let sum = rx.recv().expect("the first child sends") + rx.recv().expect("the second child sends");
    tx.send(sum).expect("there is room");
}

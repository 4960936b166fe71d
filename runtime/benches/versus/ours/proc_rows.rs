//! After the benchmarks of the scheduler in Go's `runtime/proc_test.go`, written anew: starting, stacks, yielding.

use super::parallel::parallel;
use super::trial::{Clock, Program, Run, long, many, once, short};
use goroutines::prelude::*;
use goroutines::runtime::{max_procs, set_max_procs};
use goroutines::yield_now;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub(super) const PROGRAMS: &[Program] = &[
    short("create_goroutines", |goroutines| chains(1, goroutines)),
    short("create_goroutines_parallel", |goroutines| chains(max_procs() as u64, goroutines)),
    short("create_goroutines_capture", four_at_a_time),
    short("create_goroutines_single", from_one_loop),
    short("stack_growth", |times| parallel(times, (), |(), times| grow(10, times))),
    long("stack_growth_deep", |times| parallel(times, (), |(), times| grow(150, times))),
    once("stack_growth_fresh", 10_000, grow_and_wait),
    short("gosched_each", |times| parallel(times, (), yield_often)),
    short("yield_progress", yield_until_it_is_ones_turn),
    many("ping_pong_hog", ping_pong_beside_hog),
    long("matmult", multiply),
];

/// Each goroutine starts the next one of its chain.
#[goroutine]
fn chains(chains: u64, goroutines: u64) -> Run {
    let (tx, rx) = chan(0);
    let clock = Clock::start();
    for _ in 0..chains {
        go!(start_next(goroutines / chains, tx.clone()));
    }
    for _ in 0..chains {
        rx.recv().expect("the last one of the chain sends");
    }
    clock.stop(goroutines)
}

fn start_next(left: u64, end: Sender<()>) {
    if left == 0 {
        end.send(()).expect("the end is waited for");
    } else {
        go!(start_next(left - 1, end));
    }
}

/// Four that look at a variable of the loop, and are waited for.
#[goroutine]
fn four_at_a_time(times: u64) -> Run {
    const GOROUTINES: u64 = 4;
    let clock = Clock::start();
    for _ in 0..times {
        let ended = WaitGroup::new();
        for number in 0..GOROUTINES {
            ended.add(1);
            go!(|clone ended, number| {
                assert!(number < GOROUTINES);
                ended.done();
            });
        }
        ended.wait();
    }
    clock.stop(times)
}

#[goroutine]
fn from_one_loop(goroutines: u64) -> Run {
    let ended = WaitGroup::new();
    let clock = Clock::start();
    ended.add(goroutines as isize);
    for _ in 0..goroutines {
        go!(|clone ended| ended.done());
    }
    ended.wait();
    clock.stop(goroutines)
}

/// A kilobyte of stack for each call.
#[inline(never)]
fn deep(depth: u64) -> u64 {
    let mut pad = [0; 128];
    pad[depth as usize % 128] = depth;
    black_box(&mut pad);
    let below = if depth == 0 { 0 } else { deep(depth - 1) };
    below + pad[depth as usize % 128]
}

#[goroutine]
fn grow(depth: u64, times: u64) -> u64 {
    let (tx, rx) = chan(0);
    let mut sum = 0;
    for _ in 0..times {
        go!(|clone tx, depth| tx.send(deep(depth)).expect("it is waited for"));
        sum += rx.recv().expect("it sends");
    }
    sum
}

/// All at a time, so that each needs a stack of its own.
#[goroutine]
fn grow_and_wait(goroutines: u64) -> Run {
    let (tx, rx) = chan::<()>(0);
    let (sums, sum) = chan(goroutines as usize);
    let clock = Clock::start();
    for _ in 0..goroutines {
        go!(|clone rx, clone sums| {
            sums.send(deep(10)).expect("there is room");
            let _ = rx.recv();
        });
    }
    let total = sum.iter().take(goroutines as usize).sum();
    let run = clock.stop(total);
    drop(tx);
    run
}

#[goroutine]
fn yield_often(_: &(), times: u64) -> u64 {
    for _ in 0..times {
        yield_now();
    }
    times
}

/// Two take turns at a number, and yield until it is their turn.
#[goroutine]
fn yield_until_it_is_ones_turn(turns: u64) -> Run {
    let number = Arc::new(AtomicU64::new(0));
    let clock = Clock::start();
    let both = [0, 1].map(|turn| {
        go!(|clone number, turn, turns| {
            for _ in 0..turns / 2 {
                while number.load(Ordering::Acquire) % 2 != turn {
                    yield_now();
                }
                number.fetch_add(1, Ordering::Release);
            }
        })
    });
    for one in both {
        one.join().expect("it does not panic");
    }
    clock.stop(number.load(Ordering::Acquire))
}

/// Two send each other a value, on one worker, beside one that only computes.
#[goroutine]
fn ping_pong_beside_hog(trips: u64) -> Run {
    let before = set_max_procs(1);
    let stop = Arc::new(AtomicBool::new(false));
    let hog = go!(|clone stop| {
        while !stop.load(Ordering::Relaxed) {
            black_box(());
        }
    });
    let (ping, pinged) = chan::<u64>(0);
    let (pong, ponged) = chan::<u64>(0);
    let clock = Clock::start();
    let other = go! {
        for value in pinged {
            pong.send(value).expect("it is waited for");
        }
    };
    let one = go! {
        let mut sum = 0_u64;
        for trip in 0..trips {
            ping.send(trip).expect("it is waited for");
            sum = sum.wrapping_add(ponged.recv().expect("it comes back"));
        }
        sum
    };
    let sum = one.join().expect("it does not panic");
    let run = clock.stop(sum);
    stop.store(true, Ordering::Relaxed);
    other.join().expect("it does not panic");
    hog.join().expect("it does not panic");
    set_max_procs(before);
    run
}

const SIDE: usize = 128;

/// A goroutine for each 16 rows of the product.
#[goroutine]
fn multiply(times: u64) -> Run {
    let matrix = |factor: usize| (0..SIDE * SIDE).map(|place| (place * factor % 7) as f64).collect::<Vec<_>>();
    let (a, b) = (matrix(3), matrix(5));
    let mut product = vec![0.0; SIDE * SIDE];
    let clock = Clock::start();
    for _ in 0..times {
        scope(|s| {
            for (part, rows) in product.chunks_mut(16 * SIDE).enumerate() {
                go!(in s, |rows, part, &a, &b| multiply_rows(rows, part * 16, a, b));
            }
        });
    }
    clock.stop(product.iter().map(|&value| value as u64).sum())
}

#[goroutine]
fn multiply_rows(rows: &mut [f64], first: usize, a: &[f64], b: &[f64]) {
    for (place, value) in rows.iter_mut().enumerate() {
        let (row, column) = (first + place / SIDE, place % SIDE);
        let mut sum = 0.0;
        for k in 0..SIDE {
            sum += a[row * SIDE + k] * b[k * SIDE + column];
        }
        *value = sum;
    }
}

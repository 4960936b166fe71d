//! Very many goroutines: that end at once, and that block.

use super::trial::{Clock, Program, Run, long, once};
use goroutines::prelude::*;

pub(super) const PROGRAMS: &[Program] = &[
    once("storm_300k_plain", 300_000, storm_plain),
    once("storm_300k", 300_000, storm),
    once("blocked_1m_plain", 1_000_000, blocked_plain),
    once("crowd_30k", 30_000, |goroutines| crowd(goroutines).0),
    once("crowd_30k_end", 30_000, |goroutines| crowd(goroutines).1),
    once("crowd_30k_warm", 30_000, |goroutines| {
        crowd(goroutines);
        crowd(goroutines).0
    }),
    once("crowd_30k_end_warm", 30_000, |goroutines| {
        crowd(goroutines);
        crowd(goroutines).1
    }),
    long("mandelbrot_256", mandelbrot),
];

/// A plain function: its loop has no checkpoints, so the goroutines are a backlog until another worker takes them.
fn storm_plain(goroutines: u64) -> Run {
    let ended = WaitGroup::new();
    let clock = Clock::start();
    ended.add(goroutines as isize);
    for _ in 0..goroutines {
        go!(|clone ended| ended.done());
    }
    ended.wait();
    clock.stop(goroutines)
}

#[goroutine]
fn storm(goroutines: u64) -> Run {
    let ended = WaitGroup::new();
    let clock = Clock::start();
    ended.add(goroutines as isize);
    for _ in 0..goroutines {
        go!(|clone ended| ended.done());
    }
    ended.wait();
    clock.stop(goroutines)
}

/// Until all are blocked.
fn blocked_plain(goroutines: u64) -> Run {
    let (_tx, rx) = chan::<()>(0);
    let started = WaitGroup::new();
    let clock = Clock::start();
    started.add(goroutines as isize);
    for _ in 0..goroutines {
        go!(|clone rx, clone started| {
            started.done();
            let _ = rx.recv();
        });
    }
    started.wait();
    clock.stop(goroutines)
}

/// From the first start to the last end, and from when they are woken.
#[goroutine]
fn crowd(goroutines: u64) -> (Run, Run) {
    let (tx, rx) = chan::<()>(0);
    let (started, ended) = (WaitGroup::new(), WaitGroup::new());
    let all = Clock::start();
    started.add(goroutines as isize);
    ended.add(goroutines as isize);
    for _ in 0..goroutines {
        go!(|clone rx, clone started, clone ended| {
            started.done();
            let _ = rx.recv();
            ended.done();
        });
    }
    started.wait();
    let end = Clock::start();
    tx.close();
    ended.wait();
    (all.stop(goroutines), end.stop(goroutines))
}

const SIDE: u64 = 256;

/// A goroutine a line. The function that computes it has short loops, and is so small that it is inlined into the body.
#[goroutine]
fn mandelbrot(pictures: u64) -> Run {
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..pictures {
        let (tx, rx) = chan(SIDE as usize);
        for y in 0..SIDE {
            go!(|clone tx, y| tx.send(line(y)).expect("there is room"));
        }
        for steps in rx.iter().take(SIDE as usize) {
            sum += steps;
        }
    }
    clock.stop(sum)
}

/// How many steps the points of a line take until they are far away, or 50.
#[goroutine]
#[inline]
fn line(y: u64) -> u64 {
    let imaginary = 2.0 * y as f64 / SIDE as f64 - 1.0;
    let mut steps = 0;
    for x in 0..SIDE {
        let real = 2.0 * x as f64 / SIDE as f64 - 1.5;
        let (mut a, mut b) = (0.0, 0.0);
        for _ in 0..50 {
            let (aa, bb): (f64, f64) = (a * a, b * b);
            if aa + bb > 4.0 {
                break;
            }
            b = 2.0 * a * b + imaginary;
            a = aa - bb + real;
            steps += 1;
        }
    }
    steps
}

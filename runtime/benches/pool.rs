//! How much faster a pool of eight goroutines is on two workers than on one.
//!
//! All eight block at once on an unbuffered channel and are then fed jobs of about 20 µs. Because a started goroutine stays
//! where it is, the pool is only faster if the eight were spread over the workers before they started.
//!
//! The program runs itself with one worker and with two, in turns, and prints the median of the ratios.
//! `cargo bench -p goroutines --bench pool`

use goroutines::prelude::*;
use std::env;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;
const JOBS: usize = 20_000;
const JOB: Duration = Duration::from_micros(20);

fn main() {
    if env::args().any(|argument| argument == "--child") {
        child();
        return;
    }
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let [one, two] = [1, 2].map(run);
        println!("one worker {one:>7.1} ms    two workers {two:>7.1} ms    {:.2} times as fast", one / two);
        ratios.push(one / two);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median of {ROUNDS}: {:.2} times as fast on two workers", ratios[ROUNDS / 2]);
}

/// The time of a run with that many workers, in milliseconds.
fn run(workers: usize) -> f64 {
    let program = env::current_exe().expect("the program knows where it is");
    let output = Command::new(program)
        .arg("--child")
        .env("GOMAXPROCS", workers.to_string())
        .output()
        .expect("the program runs itself");
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().unwrap_or_else(|_| panic!("the child has printed {text:?}"))
}

#[goroutine]
fn feed_the_pool() {
    let steps = steps_of_a_job();
    let (tx, rx) = chan::<u64>(0);
    let wg = WaitGroup::new();
    let start = Instant::now();
    for _ in 0..8 {
        wg.add(1);
        go!(|rx = rx.clone(), wg = wg.clone()| {
            for steps in &rx {
                work(steps);
            }
            wg.done();
        });
    }
    for _ in 0..JOBS {
        tx.send(steps).expect("the pool receives");
    }
    tx.close();
    wg.wait();
    println!("{}", start.elapsed().as_secs_f64() * 1e3);
}

fn child() {
    goroutines::spawn(feed_the_pool).join().expect("the run ends");
}

fn work(steps: u64) {
    let mut x = 1_u64;
    for step in 0..steps {
        x = black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(step));
    }
}

/// How many steps take as long as a job.
fn steps_of_a_job() -> u64 {
    let mut steps = 1_000;
    loop {
        let start = Instant::now();
        work(steps);
        if start.elapsed() >= JOB {
            return steps;
        }
        steps += steps / 4;
    }
}

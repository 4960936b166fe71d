//! What keeps a processor busy: a job of about 20 µs, and so many steps.

#![forbid(unsafe_code)]

use std::hint::black_box;
use std::time::{Duration, Instant};

const JOB: Duration = Duration::from_micros(20);

pub(crate) fn work(steps: u64) {
    let mut x = 1_u64;
    for step in 0..steps {
        x = black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(step));
    }
}

/// Steps each of which waits for the one before: some five cycles each, in Go too. A compiler cannot make
/// one of two.
#[inline(never)]
pub(crate) fn chain(seed: u64, steps: u64) -> u64 {
    let mut x = seed;
    for step in 0..steps {
        x = (x.rotate_left(23) ^ step).wrapping_mul(6_364_136_223_846_793_005);
    }
    x
}

/// How many steps of `work` take as long as a job: the most of several tries, as an interruption makes it seem fewer.
pub(crate) fn steps_of_a_job() -> u64 {
    (0..20).map(|_| steps_of_one_job()).max().unwrap_or(1)
}

fn steps_of_one_job() -> u64 {
    let mut steps = 1_000;
    loop {
        let start = Instant::now();
        work(steps);
        if start.elapsed() >= JOB {
            return steps;
        }
        steps += steps / 20;
    }
}

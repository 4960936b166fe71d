//! A job that keeps a processor busy for about 20 µs.

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

/// How many steps take as long as a job: the most of several tries, as an interruption makes it seem fewer.
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

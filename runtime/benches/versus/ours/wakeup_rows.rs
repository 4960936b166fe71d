//! After the benchmarks of parallel wake-ups in Go's `runtime/proc_test.go`, written anew: four are woken one after the other,
//! and each keeps its worker busy, or its thread.

use super::trial::{Clock, Program, Run, long};
use goroutines::blocking;
use goroutines::prelude::*;
use std::hint::spin_loop;
use std::thread;
use std::time::{Duration, Instant};

pub(super) const PROGRAMS: &[Program] = &[
    long("wakeup_spinning_0", |times| wake_four(times, spin, 0)),
    long("wakeup_spinning_1us", |times| wake_four(times, spin, 1)),
    long("wakeup_spinning_2us", |times| wake_four(times, spin, 2)),
    long("wakeup_spinning_5us", |times| wake_four(times, spin, 5)),
    long("wakeup_spinning_10us", |times| wake_four(times, spin, 10)),
    long("wakeup_spinning_20us", |times| wake_four(times, spin, 20)),
    long("wakeup_spinning_50us", |times| wake_four(times, spin, 50)),
    long("wakeup_spinning_100us", |times| wake_four(times, spin, 100)),
    long("wakeup_syscall_0", |times| wake_four(times, sleep_elsewhere, 0)),
    long("wakeup_syscall_20us", |times| wake_four(times, sleep_elsewhere, 20)),
    long("wakeup_syscall_100us", |times| wake_four(times, sleep_elsewhere, 100)),
    long("wakeup_syscall_bare_0", |times| wake_four(times, sleep_bare, 0)),
    long("wakeup_syscall_bare_100us", |times| wake_four(times, sleep_bare, 100)),
];

fn spin(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        spin_loop();
    }
}

/// A system call, as it should be made.
fn sleep_elsewhere(time: Duration) {
    blocking(|| thread::sleep(time.max(Duration::from_nanos(1))));
}

/// A system call that the runtime knows nothing of.
fn sleep_bare(time: Duration) {
    thread::sleep(time.max(Duration::from_nanos(1)));
}

#[goroutine]
fn wake_four(times: u64, busy: fn(Duration), microseconds: u64) -> Run {
    let time = Duration::from_micros(microseconds);
    let (done, is_done) = chan(4);
    let mut wakers = Vec::new();
    for _ in 0..4 {
        let (waker, wakes) = chan::<()>(1);
        wakers.push(waker);
        go!(|wakes, clone done| {
            for () in wakes {
                busy(time);
                done.send(1).expect("there is room");
            }
        });
    }
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..times {
        for waker in &wakers {
            waker.send(()).expect("there is room");
        }
        for done in is_done.iter().take(4) {
            sum += done;
        }
    }
    clock.stop(sum)
}

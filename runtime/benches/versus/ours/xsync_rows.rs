//! After the benchmarks of semaphores in Go's `sync/runtime_sema_test.go` and `golang.org/x/sync/semaphore`, and programs with
//! `errgroup`, written anew.

use super::parallel::{in_shares, parallel};
use super::trial::{Clock, Program, Run, short};
use crate::job::chain;
use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use goroutines::sync::{ErrGroup, Semaphore};
use std::hint::black_box;

pub(super) const PROGRAMS: &[Program] = &[
    short("sem_uncontended", |times| parallel(times, (), |(), times| acquire(&Semaphore::new(1), 0, times))),
    short("sem_try", |times| parallel(times, (), |(), times| try_acquire(&Semaphore::new(1), times))),
    short("sem_nonblock", |times| parallel(times, Semaphore::new(64), |sem, times| acquire(sem, 0, times))),
    short("sem_work_nonblock", |times| parallel(times, Semaphore::new(64), |sem, times| acquire(sem, 50, times))),
    short("sem_block", |times| four_each(times, |sem, times| acquire(sem, 0, times))),
    short("sem_work_block", |times| four_each(times, |sem, times| acquire(sem, 50, times))),
    short("sem_acquire_seq_64", |times| parallel(times, (), acquire_64)),
    short("errgroup_go4", |times| parallel(times, (), four_in_group)),
    short("errgroup_ctx4", |times| parallel(times, Context::background(), four_in_group_with_context)),
    short("errgroup_limit10", ten_at_a_time),
];

/// One permit, and four goroutines for each worker.
fn four_each(times: u64, body: fn(&Semaphore, u64) -> u64) -> Run {
    in_shares(4 * max_procs() as u64, times, Semaphore::new(1), body)
}

/// Computes while it has the permit.
#[goroutine]
fn acquire(semaphore: &Semaphore, steps: u64, times: u64) -> u64 {
    for time in 0..times {
        let permit = semaphore.acquire();
        if steps > 0 {
            black_box(chain(time, steps));
        }
        drop(permit);
    }
    times
}

#[goroutine]
fn try_acquire(semaphore: &Semaphore, times: u64) -> u64 {
    let mut acquired = 0;
    for _ in 0..times {
        acquired += u64::from(semaphore.try_acquire().is_some());
    }
    acquired
}

/// All permits of a semaphore, one after the other; then they are given back.
#[goroutine]
fn acquire_64(_: &(), times: u64) -> u64 {
    let semaphore = Semaphore::new(64);
    for _ in 0..times {
        for _ in 0..64 {
            semaphore.acquire().forget();
        }
        for _ in 0..64 {
            semaphore.release(1);
        }
    }
    times
}

#[goroutine]
fn four_in_group(_: &(), times: u64) -> u64 {
    for _ in 0..times {
        let group = ErrGroup::<String>::new();
        for _ in 0..4 {
            group.go(|| Ok(()));
        }
        group.wait().expect("none fails");
    }
    times
}

#[goroutine]
fn four_in_group_with_context(root: &Context, times: u64) -> u64 {
    for _ in 0..times {
        let (group, _ctx) = ErrGroup::<String>::with_context(root);
        for _ in 0..4 {
            group.go(|| Ok(()));
        }
        group.wait().expect("none fails");
    }
    times
}

#[goroutine]
fn ten_at_a_time(goroutines: u64) -> Run {
    let group = ErrGroup::<String>::new();
    group.set_limit(10);
    let clock = Clock::start();
    for number in 0..goroutines {
        group.go(move || {
            black_box(number);
            Ok(())
        });
    }
    group.wait().expect("none fails");
    clock.stop(goroutines)
}

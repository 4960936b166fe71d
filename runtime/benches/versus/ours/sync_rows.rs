//! After the benchmarks of `Once`, `WaitGroup`, `Cond` and `Pool` in Go's `sync`, written anew.

use super::parallel::{in_shares, parallel};
use super::trial::{Clock, Program, Run, once, short};
use crate::job::chain;
use goroutines::prelude::*;
use goroutines::sync::{Cond, Mutex, Once, OnceLock, Pool, Pooled, once_func, once_value};
use goroutines::time::sleep;
use std::hint::black_box;
use std::time::Duration;

pub(super) const PROGRAMS: &[Program] = &[
    short("once", |times| parallel(times, Once::new(), call_once)),
    short("once_lock", |times| parallel(times, OnceLock::new(), get_or_init)),
    short("once_func_local", |times| parallel(times, (), call_func)),
    short("once_value_local", |times| parallel(times, (), call_value)),
    short("once_func_make", make_func),
    short("once_value_make", make_value),
    short("wg_uncontended", |times| parallel(times, (), |(), times| add_done_and_wait(&WaitGroup::new(), times))),
    short("wg_add_done", |times| parallel(times, WaitGroup::new(), |wg, times| add_done(wg, 0, times))),
    short("wg_add_done_work", |times| parallel(times, WaitGroup::new(), |wg, times| add_done(wg, 50, times))),
    short("wg_wait", |times| parallel(times, WaitGroup::new(), |wg, times| wait(wg, 0, times))),
    short("wg_wait_work", |times| parallel(times, WaitGroup::new(), |wg, times| wait(wg, 50, times))),
    short("wg_actually_wait", |times| parallel(times, (), start_and_wait)),
    short("cond1", |times| cond(1, times)),
    short("cond2", |times| cond(2, times)),
    short("cond4", |times| cond(4, times)),
    short("cond8", |times| cond(8, times)),
    short("cond16", |times| cond(16, times)),
    short("cond32", |times| cond(32, times)),
    short("pool", |times| parallel(times, empty_pool(no_value), put_and_get)),
    short("pool_overflow", |times| {
        parallel(times, empty_pool(no_value), |pool, times| put_and_get_many(pool, 100, times))
    }),
    short("pool_starvation", |times| {
        parallel(times, empty_pool(no_value), |pool, times| put_and_get_many(pool, 67, times))
    }),
    once("pool_expensive_new", 40, |times| parallel(times, empty_pool(expensive), get_and_put_back_hundred)),
];

#[goroutine]
fn call_once(once: &Once, times: u64) -> u64 {
    for _ in 0..times {
        once.call_once(|| {});
    }
    times
}

#[goroutine]
fn get_or_init(lock: &OnceLock<u64>, times: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..times {
        sum += lock.get_or_init(|| 1);
    }
    sum
}

#[goroutine]
fn call_func(_: &(), times: u64) -> u64 {
    let func = once_func(|| {});
    for _ in 0..times {
        func();
    }
    times
}

#[goroutine]
fn call_value(_: &(), times: u64) -> u64 {
    let value = once_value(|| 1);
    let mut sum = 0;
    for _ in 0..times {
        sum += value();
    }
    sum
}

#[goroutine]
fn make_func(times: u64) -> Run {
    let clock = Clock::start();
    for _ in 0..times {
        let func = once_func(|| {});
        black_box(&func)();
    }
    clock.stop(times)
}

#[goroutine]
fn make_value(times: u64) -> Run {
    let clock = Clock::start();
    let mut sum = 0;
    for _ in 0..times {
        let value = once_value(|| 1);
        sum += black_box(&value)();
    }
    clock.stop(sum)
}

#[goroutine]
fn add_done_and_wait(wg: &WaitGroup, times: u64) -> u64 {
    for _ in 0..times {
        wg.add(1);
        wg.done();
        wg.wait();
    }
    times
}

#[goroutine]
fn add_done(wg: &WaitGroup, steps: u64, times: u64) -> u64 {
    for time in 0..times {
        wg.add(1);
        if steps > 0 {
            black_box(chain(time, steps));
        }
        wg.done();
    }
    times
}

#[goroutine]
fn wait(wg: &WaitGroup, steps: u64, times: u64) -> u64 {
    for time in 0..times {
        wg.wait();
        if steps > 0 {
            black_box(chain(time, steps));
        }
    }
    times
}

#[goroutine]
fn start_and_wait(_: &(), times: u64) -> u64 {
    for _ in 0..times {
        let wg = WaitGroup::new();
        wg.add(1);
        go!(|clone wg| wg.done());
        wg.wait();
    }
    times
}

/// So many wait, and who comes last wakes all, again and again.
fn cond(waiters: u64, times: u64) -> Run {
    let shared = (Mutex::new(0), Cond::new(), waiters);
    in_shares(waiters + 1, times * (waiters + 1), shared, wait_for_the_last)
}

#[goroutine]
fn wait_for_the_last((arrived, all_are_there, waiters): &(Mutex<u64>, Cond, u64), times: u64) -> u64 {
    for _ in 0..times {
        let mut arrived = arrived.lock();
        *arrived += 1;
        if *arrived > *waiters {
            *arrived = 0;
            all_are_there.notify_all();
        } else {
            drop(all_are_there.wait(arrived));
        }
    }
    times
}

fn empty_pool(make: fn() -> u64) -> Pool<u64> {
    Pool::new(make)
}

fn no_value() -> u64 {
    0
}

#[goroutine]
fn put_and_get(pool: &Pool<u64>, times: u64) -> u64 {
    for _ in 0..times {
        pool.put(1);
        black_box(Pooled::into_inner(pool.get()));
    }
    times
}

/// A hundred come out, fewer go in.
#[goroutine]
fn put_and_get_many(pool: &Pool<u64>, put: u64, times: u64) -> u64 {
    for _ in 0..times {
        for _ in 0..put {
            pool.put(1);
        }
        for _ in 0..100 {
            black_box(Pooled::into_inner(pool.get()));
        }
    }
    times
}

fn expensive() -> u64 {
    sleep(Duration::from_millis(1));
    1
}

/// Many are out at the same time.
#[goroutine]
fn get_and_put_back_hundred(pool: &Pool<u64>, times: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..times {
        let out: Vec<_> = (0..100).map(|_| pool.get()).collect();
        sum += out.iter().map(|value| **value).sum::<u64>();
    }
    sum
}

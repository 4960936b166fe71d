//! After the benchmarks of `Mutex` and `RWMutex` in Go's `sync/mutex_test.go` and `rwmutex_test.go`, written anew.

use super::parallel::{in_shares, parallel};
use super::trial::{Program, Run, short};
use crate::job::chain;
use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use goroutines::sync::{Mutex, RwLock};
use std::hint::black_box;

pub(super) const PROGRAMS: &[Program] = &[
    short("mutex_uncontended", |times| parallel(times, (), |(), times| lock_and_work(&Mutex::new(0), 0, times))),
    short("mutex", |times| parallel(times, Mutex::new(0), |lock, times| lock_and_work(lock, 0, times))),
    short("mutex_slack", |times| ten_each(times, |lock, times| lock_and_work(lock, 0, times))),
    short("mutex_work", |times| parallel(times, Mutex::new(0), |lock, times| lock_and_work(lock, 50, times))),
    short("mutex_work_slack", |times| ten_each(times, |lock, times| lock_and_work(lock, 50, times))),
    short("mutex_nospin", |times| in_shares(4 * max_procs() as u64, times, Mutex::new((0, 0)), lock_or_touch)),
    short("mutex_spin", |times| parallel(times, Mutex::new((0, 0)), lock_and_touch)),
    short("rw_uncontended", |times| parallel(times, (), read_twice_and_write)),
    short("rw_write100", |times| parallel(times, RwLock::new(0), |lock, times| read_or_write(lock, 100, 0, times))),
    short("rw_write10", |times| parallel(times, RwLock::new(0), |lock, times| read_or_write(lock, 10, 0, times))),
    short("rw_work_write100", |times| {
        parallel(times, RwLock::new(0), |lock, times| read_or_write(lock, 100, 50, times))
    }),
    short("rw_work_write10", |times| parallel(times, RwLock::new(0), |lock, times| read_or_write(lock, 10, 50, times))),
];

/// Ten goroutines for each worker.
fn ten_each(times: u64, body: fn(&Mutex<u64>, u64) -> u64) -> Run {
    in_shares(10 * max_procs() as u64, times, Mutex::new(0), body)
}

/// Works after it has unlocked.
#[goroutine]
fn lock_and_work(lock: &Mutex<u64>, steps: u64, times: u64) -> u64 {
    for time in 0..times {
        *lock.lock() += 1;
        if steps > 0 {
            black_box(chain(time, steps));
        }
    }
    times
}

const DATA: usize = 4 << 10;

fn touch(data: &mut [u64; DATA]) {
    for value in data.iter_mut().step_by(4) {
        *value += 1;
    }
    black_box(data);
}

/// Every fourth time it locks, the other times it computes a microsecond; then it waits for a goroutine that ends at once. To
/// spin for the lock would take the processor from somebody who has work.
#[goroutine]
fn lock_or_touch(accounts: &Mutex<(u64, u64)>, times: u64) -> u64 {
    let mut data = Box::new([0; DATA]);
    let (tx, rx) = chan(0);
    for time in 0..times {
        if time % 4 == 0 {
            transfer(accounts);
        } else {
            touch(&mut data);
        }
        go!(|clone tx| tx.send(()).expect("it is waited for"));
        rx.recv().expect("it sends");
    }
    times
}

/// To spin pays: who has the lock unlocks it soon.
#[goroutine]
fn lock_and_touch(accounts: &Mutex<(u64, u64)>, times: u64) -> u64 {
    let mut data = Box::new([0; DATA]);
    for _ in 0..times {
        transfer(accounts);
        touch(&mut data);
    }
    times
}

fn transfer(accounts: &Mutex<(u64, u64)>) {
    let mut accounts = accounts.lock();
    accounts.0 = accounts.0.wrapping_sub(100);
    accounts.1 += 100;
}

#[goroutine]
fn read_twice_and_write(_: &(), times: u64) -> u64 {
    let lock = RwLock::new(0);
    for _ in 0..times {
        let first = lock.read();
        drop(lock.read());
        drop(first);
        *lock.write() += 1;
    }
    *lock.read()
}

/// Locks to write once in so many times; a reader works while it has the lock.
#[goroutine]
fn read_or_write(lock: &RwLock<u64>, once_in: u64, steps: u64, times: u64) -> u64 {
    for time in 1..=times {
        if time % once_in == 0 {
            *lock.write() += 1;
        } else {
            let value = lock.read();
            if steps > 0 {
                black_box(chain(*value, steps));
            }
        }
    }
    times
}

//! Programs for the tests of `sync`: what is true of a whole process, and what only one worker makes certain.
//!
//! Where all goroutines share one worker, one that is started runs when the others park or yield, and not before.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::sync::{Barrier, Cond, ErrGroup, Mutex, Once, OnceLock, RwLock, Semaphore, once_func};
use goroutines::time::sleep;
use goroutines::yield_now;
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::ms;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, hint};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("kinds") => wait_in_every_way(),
        Some("mutex-twice") => lock_twice(),
        Some("read-write-read") => read_twice_with_a_writer_in_between(),
        Some("once-in-once") => once_in_once(),
        Some("once-lock-in-once-lock") => once_lock_in_once_lock(),
        Some("once-func-in-once-func") => once_func_in_once_func(),
        Some("once-func-panics") => once_func_panics(),
        Some("holder-runs") => the_holder_runs(),
        Some("handed-over") => a_mutex_is_handed_over(),
        Some("fair-mutex") => a_mutex_is_fair(),
        Some("fair-rw-lock") => a_rw_lock_is_fair(),
        Some("busy") => be_busy(),
        other => panic!("no scenario {other:?}"),
    }
}

/// Starts a goroutine that will be blocked in this state, on the line that it gives, and prints all three.
fn blocks(name: &'static str, state: &str, f: impl FnOnce(&dyn Fn(u32)) + Send + 'static) {
    let text = state.to_owned();
    drop(named(name, move || f(&|line| println!("{name}|{text}|{line}"))));
    until_blocked(name, state);
}

/// One goroutine for each kind of wait in `sync`.
fn wait_in_every_way() {
    static MUTEX: Mutex<()> = Mutex::new(());
    static READ: RwLock<()> = RwLock::new(());
    static WRITTEN: RwLock<()> = RwLock::new(());
    static FREE: Mutex<()> = Mutex::new(());
    static COND: Cond = Cond::new();
    static ONCE: Once = Once::new();
    static PLACE: OnceLock<()> = OnceLock::new();
    static GROUP: WaitGroup = WaitGroup::new();
    let locked = MUTEX.lock();
    let read = READ.read();
    let written = WRITTEN.write();
    blocks("locks", "sync.Mutex.Lock", |at| {
        at(line!() + 1);
        let _guard = MUTEX.lock();
    });
    blocks("writes", "sync.RWMutex.Lock", |at| {
        at(line!() + 1);
        let _guard = READ.write();
    });
    blocks("reads", "sync.RWMutex.RLock", |at| {
        at(line!() + 1);
        let _guard = WRITTEN.read();
    });
    blocks("reads after a writer", "sync.RWMutex.RLock", |at| {
        at(line!() + 1);
        let _guard = READ.read();
    });
    blocks("waits for a cond", "sync.Cond.Wait", |at| {
        at(line!() + 1);
        let _guard = COND.wait(FREE.lock());
    });
    blocks("waits while", "sync.Cond.Wait", |at| {
        at(line!() + 1);
        let _guard = COND.wait_while(FREE.lock(), |()| true);
    });
    blocks("waits for long", "sync.Cond.Wait", |at| {
        at(line!() + 1);
        let _guard = COND.wait_timeout(FREE.lock(), Duration::MAX);
    });
    blocks("inside the once", "sync.Mutex.Lock", |at| {
        at(line!() + 1);
        ONCE.call_once(|| drop(MUTEX.lock()));
    });
    blocks("waits for the once", "sync.Once.Do", |at| {
        at(line!() + 1);
        ONCE.call_once(|| ());
    });
    blocks("inside the place", "sync.Mutex.Lock", |at| {
        at(line!() + 1);
        PLACE.get_or_init(|| drop(MUTEX.lock()));
    });
    blocks("waits for the place", "sync.Once.Do", |at| {
        at(line!() + 1);
        PLACE.get_or_init(|| ());
    });
    blocks("sets the place", "sync.Once.Do", |at| {
        at(line!() + 1);
        let _ = PLACE.set(());
    });
    blocks("waits for the group", "sync.WaitGroup.Wait", |at| {
        GROUP.add(1);
        at(line!() + 1);
        GROUP.wait();
    });
    blocks("is alone", "barrier", |at| {
        let barrier = Barrier::new(2);
        at(line!() + 1);
        barrier.wait();
    });
    blocks("acquires", "semacquire", |at| {
        let semaphore = Semaphore::new(1);
        semaphore.acquire().forget();
        at(line!() + 1);
        let _permit = semaphore.acquire();
    });
    blocks("is at the limit", "errgroup limit", |at| {
        let group = ErrGroup::<String>::new();
        group.set_limit(0);
        at(line!() + 1);
        group.go(|| Ok(()));
    });
    println!("main|sync.Mutex.Lock|{}", line!() + 1);
    drop(MUTEX.lock());
    drop((locked, read, written));
}

fn lock_twice() {
    let mutex = Mutex::new(());
    let _first = mutex.lock();
    let _second = mutex.lock();
}

fn read_twice_with_a_writer_in_between() {
    static LOCK: RwLock<()> = RwLock::new(());
    let _first = LOCK.read();
    named("writer", || drop(LOCK.write()));
    until_blocked("writer", "sync.RWMutex.Lock");
    let _second = LOCK.read();
}

fn once_in_once() {
    let once = Once::new();
    once.call_once(|| once.call_once(|| ()));
}

fn once_lock_in_once_lock() {
    let place = OnceLock::new();
    place.get_or_init(|| *place.get_or_init(|| 1));
}

fn once_func_in_once_func() {
    static CALL: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();
    let call = CALL.get_or_init(|| Box::new(once_func(|| CALL.get().expect("set")())));
    call();
}

fn once_func_panics() {
    println!("{}", line!() + 1);
    once_func(|| panic!("in the function"))();
}

/// The one who has the lock goes on, talks to others, and unlocks, while one waits for it on the only worker.
fn the_holder_runs() {
    static MUTEX: Mutex<()> = Mutex::new(());
    let guard = MUTEX.lock();
    let waits = named("waits", || {
        let _guard = MUTEX.lock();
        println!("locked");
    });
    yield_now();
    until_blocked("waits", "sync.Mutex.Lock");
    let (tx, rx) = chan(0);
    go!(|| tx.send(1).unwrap());
    assert_eq!(rx.recv(), Ok(1));
    sleep(ms(1));
    println!("unlocked");
    drop(guard);
    waits.join().unwrap();
}

/// With one worker it is certain who runs when.
fn a_mutex_is_handed_over() {
    static MUTEX: Mutex<u32> = Mutex::new(0);
    for round in 0..20 {
        let guard = MUTEX.lock();
        let waits = named("waits", move || {
            let mut guard = MUTEX.lock();
            *guard += 1;
            // While it has the lock, the other one finds it taken.
            yield_now();
        });
        until_blocked("waits", "sync.Mutex.Lock");
        let start = Instant::now();
        while start.elapsed() < ms(2) {
            hint::spin_loop();
        }
        drop(guard);
        // It has been woken, but has not run yet: whoever runs may overtake it once.
        let overtaken = MUTEX.try_lock().expect("nobody else has run");
        yield_now();
        until_blocked("waits", "sync.Mutex.Lock");
        assert_eq!(*overtaken, round);
        drop(overtaken);
        assert!(MUTEX.try_lock().is_none(), "it was handed over");
        assert_eq!(*MUTEX.lock(), round + 1);
        waits.join().unwrap();
    }
    println!("ok");
}

/// One locks again and again; the other gets it ten times.
fn a_mutex_is_fair() {
    let mutex = Mutex::new(());
    let stop = AtomicBool::new(false);
    for nap in [Duration::ZERO, ms(1) / 10] {
        scope(|s| {
            s.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let _guard = mutex.lock();
                    if !nap.is_zero() {
                        sleep(nap);
                    }
                }
            });
            for _ in 0..10 {
                sleep(ms(1) / 10);
                drop(mutex.lock());
            }
            stop.store(true, Ordering::Relaxed);
        });
        stop.store(false, Ordering::Relaxed);
    }
    println!("ok");
}

/// Many lock one way again and again; another gets it the other way ten times.
fn a_rw_lock_is_fair() {
    let lock = RwLock::new(());
    let stop = AtomicBool::new(false);
    for greedy_ones_write in [false, true] {
        scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        if greedy_ones_write {
                            let _guard = lock.write();
                            yield_now();
                        } else {
                            let _guard = lock.read();
                            yield_now();
                        }
                    }
                });
            }
            for _ in 0..10 {
                sleep(ms(1) / 10);
                if greedy_ones_write { drop(lock.read()) } else { drop(lock.write()) }
            }
            stop.store(true, Ordering::Relaxed);
        });
        stop.store(false, Ordering::Relaxed);
    }
    println!("ok");
}

/// All kinds of waits, with workers that go to sleep and wake all the time: no false alarm.
fn be_busy() {
    for round in 0..200 {
        let state = Arc::new((Mutex::new(0), Cond::new(), RwLock::new(0), Barrier::new(4)));
        let wg = WaitGroup::new();
        for number in 0..4 {
            let state = Arc::clone(&state);
            wg.go(move || {
                let (turn, changed, total, all) = &*state;
                all.wait();
                *total.write() += 1;
                if (round + number) % 7 == 0 {
                    sleep(ms(1) / 4);
                }
                let mut guard = changed.wait_while(turn.lock(), |turn| *turn != number);
                *guard += 1;
                drop(guard);
                changed.notify_all();
                all.wait();
                assert_eq!(*total.read(), 4);
            });
        }
        wg.wait();
    }
    println!("done");
}

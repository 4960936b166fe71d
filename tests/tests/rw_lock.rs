//! `sync::RwLock`.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::sync::{Barrier, Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::child::Child;
use goroutines_tests::{World, both, sized, watch};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

// RW-01, after Go's sync/rwmutex_test.go:TestRWMutex
fn what_try_read_and_try_write_give(_: World) {
    let lock = RwLock::new(1);
    {
        let _writes = lock.write();
        assert!(lock.try_write().is_none() && lock.try_read().is_none());
    }
    {
        let mut writes = lock.try_write().expect("free");
        *writes = 2;
        assert!(lock.try_read().is_none());
    }
    let first = lock.read();
    let second = lock.try_read().expect("readers share");
    assert_eq!((*first, *second), (2, 2));
    assert!(lock.try_write().is_none());
    drop(first);
    assert!(lock.try_write().is_none());
    drop(second);
    assert!(lock.try_write().is_some());
}

// RW-02, after Go's sync/rwmutex_test.go:TestParallelReaders
fn readers_are_in_together(world: World) {
    for readers in [1, 3, 4] {
        let lock = RwLock::new(());
        let all_are_in = Barrier::new(readers);
        world.scope(|s| {
            for _ in 0..readers {
                s.spawn(|| {
                    let _guard = lock.read();
                    all_are_in.wait();
                });
            }
        });
        assert!(lock.try_write().is_some());
    }
}

const CONFIGURATIONS: [(usize, usize); 10] =
    [(1, 1), (1, 3), (1, 10), (2, 1), (2, 3), (2, 10), (4, 1), (4, 5), (10, 5), (10, 10)];

// RW-03, after Go's sync/rwmutex_test.go:TestRWMutex (HammerRWMutex)
fn writers_exclude_all(world: World) {
    const WRITER: usize = 10_000;
    for (writers, readers) in CONFIGURATIONS {
        let lock = RwLock::new(0);
        let inside = AtomicUsize::new(0);
        world.scope(|s| {
            for writer in 0..writers {
                let (lock, inside) = (&lock, &inside);
                s.spawn(move || {
                    for turn in 0..sized(400) {
                        let guard = if (turn + writer) % 4 == 0 { lock.try_write() } else { Some(lock.write()) };
                        let Some(mut total) = guard else { continue };
                        assert_eq!(inside.fetch_add(WRITER, Ordering::Relaxed), 0);
                        *total += 1;
                        if turn % 8 == 0 {
                            world.yield_now();
                        }
                        assert_eq!(inside.fetch_sub(WRITER, Ordering::Relaxed), WRITER);
                    }
                });
            }
            for reader in 0..readers {
                let (lock, inside) = (&lock, &inside);
                s.spawn(move || {
                    for turn in 0..sized(400) {
                        let guard = if (turn + reader) % 4 == 0 { lock.try_read() } else { Some(lock.read()) };
                        let Some(total) = guard else { continue };
                        assert!(inside.fetch_add(1, Ordering::Relaxed) < readers);
                        let before = *total;
                        if turn % 8 == 0 {
                            world.yield_now();
                        }
                        assert_eq!(*total, before);
                        inside.fetch_sub(1, Ordering::Relaxed);
                    }
                });
            }
        });
        assert!(lock.try_write().is_some());
    }
}

// RW-04: readers that take turns cannot keep a writer out
fn readers_keep_no_writer_out(world: World) {
    let lock = RwLock::new(false);
    world.scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                loop {
                    let stop = lock.read();
                    if *stop {
                        return;
                    }
                    world.yield_now();
                }
            });
        }
        for _ in 0..20 {
            drop(lock.write());
            world.yield_now();
        }
        *lock.write() = true;
    });
}

// RW-05: writers that take turns cannot keep a reader out
fn writers_keep_no_reader_out(world: World) {
    let lock = RwLock::new(());
    let stop = AtomicBool::new(false);
    world.scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let _guard = lock.write();
                    world.yield_now();
                }
            });
        }
        for _ in 0..20 {
            drop(lock.read());
            world.yield_now();
        }
        stop.store(true, Ordering::Relaxed);
    });
}

// MU-05
fn another_may_unlock_it(world: World) {
    let lock = RwLock::new(1);
    let writes = lock.write();
    world.scope(|s| {
        s.spawn(move || drop(writes));
        assert_eq!(*lock.read(), 1);
    });
    let reads = lock.read();
    world.scope(|s| {
        s.spawn(move || drop(reads));
        *lock.write() = 2;
    });
    assert_eq!(*lock.read(), 2);
}

// MU-09 [D]
fn a_panic_unlocks(_: World) {
    let lock = RwLock::new(1);
    let panics = |f: &dyn Fn()| _ = catch_unwind(AssertUnwindSafe(f)).unwrap_err();
    panics(&|| {
        let mut guard = lock.write();
        *guard = 2;
        resume_unwind(Box::new("quiet"));
    });
    panics(&|| {
        let _guard = lock.read();
        resume_unwind(Box::new("quiet"));
    });
    assert_eq!(*lock.try_write().expect("unlocked"), 2);
}

// RW-01
fn the_value_can_be_had_otherwise(_: World) {
    let mut lock = RwLock::new(1);
    *lock.get_mut() += 1;
    assert_eq!(format!("{lock:?} {:?} {}", lock.read(), lock.read()), "RwLock { data: 2 } 2 2");
    let mut guard = lock.write();
    *guard += 1;
    assert_eq!(format!("{lock:?} {guard:?} {guard}"), "RwLock { data: <locked> } 3 3");
    drop(guard);
    assert_eq!(lock.into_inner(), 3);
    assert_eq!((*RwLock::<u8>::default().read(), *RwLock::from(4).read()), (0, 4));
    let unsized_value: Arc<RwLock<[u8]>> = Arc::new(RwLock::new([1, 2]));
    unsized_value.write()[0] = 3;
    assert_eq!(&*unsized_value.read(), [3, 2]);
}

both!(
    what_try_read_and_try_write_give,
    readers_are_in_together,
    writers_exclude_all,
    readers_keep_no_writer_out,
    writers_keep_no_reader_out,
    another_may_unlock_it,
    a_panic_unlocks,
    the_value_can_be_had_otherwise,
);

// RW-03: threads and goroutines at one lock
#[test]
fn threads_and_goroutines_exclude_each_other() {
    let _watch = watch("threads_and_goroutines_exclude_each_other");
    let lock = RwLock::new((0, 0));
    let work = || {
        for turn in 0..sized(2_000) {
            if turn % 4 == 0 {
                let mut pair = lock.write();
                pair.0 += 1;
                if turn % 64 == 0 {
                    goroutines::yield_now();
                }
                pair.1 += 1;
            } else {
                let pair = lock.read();
                assert_eq!(pair.0, pair.1);
            }
        }
    };
    thread::scope(|threads| {
        goroutines::scope(|s| {
            for _ in 0..4 {
                s.spawn(work);
                threads.spawn(work);
            }
        });
    });
    assert_eq!(lock.into_inner(), (2 * sized(2_000), 2 * sized(2_000)));
}

// RW-04
#[test]
fn a_waiting_writer_stops_new_readers() {
    static LOCK: RwLock<u32> = RwLock::new(0);
    let _watch = watch("a_waiting_writer_stops_new_readers");
    let reads = LOCK.read();
    let writer = named("rw stops: writer", || *LOCK.write() = 1);
    until_blocked("rw stops: writer", "sync.RWMutex.Lock");
    assert!(LOCK.try_read().is_none());
    let reader = named("rw stops: reader", || *LOCK.read());
    until_blocked("rw stops: reader", "sync.RWMutex.RLock");
    drop(reads);
    assert_eq!(reader.join().unwrap(), 1, "the writer came first");
    writer.join().unwrap();
}

// RW-05, after Go's sync/rwmutex.go:Unlock
#[test]
fn readers_that_wait_come_before_the_next_writer() {
    static LOCK: RwLock<u32> = RwLock::new(0);
    static IN: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    let _watch = watch("readers_that_wait_come_before_the_next_writer");
    let writes = LOCK.write();
    let next = named("rw next: writer", || {
        let _guard = LOCK.write();
        IN.lock().push("writer");
    });
    until_blocked("rw next: writer", "sync.RWMutex.Lock");
    // All are in at the same time, or the barrier would not open.
    let all_are_in = Arc::new(Barrier::new(3));
    let readers = [0, 1, 2].map(|number| {
        let name = format!("rw next: reader {number}");
        let all_are_in = Arc::clone(&all_are_in);
        let handle = named(&name, move || {
            let _guard = LOCK.read();
            all_are_in.wait();
            IN.lock().push("reader");
        });
        until_blocked(&name, "sync.RWMutex.RLock");
        handle
    });
    drop(writes);
    readers.into_iter().for_each(|reader| reader.join().unwrap());
    next.join().unwrap();
    assert_eq!(*IN.lock(), ["reader", "reader", "reader", "writer"]);
}

// RW-04: writers among themselves, first come first served
#[test]
fn writers_come_in_turn() {
    static LOCK: RwLock<Vec<usize>> = RwLock::new(Vec::new());
    let _watch = watch("writers_come_in_turn");
    let guard = LOCK.read();
    let writers: Vec<_> = (0..10)
        .map(|number| {
            let name = format!("rw turn: writer {number}");
            let handle = named(&name, move || LOCK.write().push(number));
            until_blocked(&name, "sync.RWMutex.Lock");
            handle
        })
        .collect();
    drop(guard);
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    assert_eq!(*LOCK.read(), (0..10).collect::<Vec<_>>());
}

fn locks(scenario: &str, workers: &str) -> Child {
    Child::new(env!("CARGO_BIN_EXE_locks"), scenario).env("GOMAXPROCS", workers)
}

// RW-04: recursive reading with a writer in between
#[test]
fn reading_twice_with_a_writer_in_between_is_a_deadlock() {
    let _watch = watch("reading_twice_with_a_writer_in_between_is_a_deadlock");
    for workers in ["1", "2"] {
        let outcome = locks("read-write-read", workers).run();
        outcome.assert_code(2);
        assert!(outcome.stderr.contains("goroutine 1 [sync.RWMutex.RLock]: main\n"), "{outcome:#?}");
        assert!(outcome.stderr.contains(" [sync.RWMutex.Lock]: writer\n"), "{outcome:#?}");
    }
}

// RW-04, RW-05, SC-19
#[test]
fn fair_on_any_number_of_workers() {
    let _watch = watch("fair_on_any_number_of_workers");
    for workers in ["1", "2", "8"] {
        locks("fair-rw-lock", workers).run().assert_prints("ok\n");
    }
}

// MU-05, MU-08: facts of the types
#[test]
fn handles_may_be_sent_and_survive_unwinding() {
    static LOCK: RwLock<u32> = RwLock::new(3);
    fn send_and_sync<T: Send + Sync>() {}
    fn send<T: Send>() {}
    fn unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}
    send_and_sync::<RwLock<u8>>();
    send::<RwLock<Cell<u8>>>();
    send_and_sync::<RwLockReadGuard<'static, u8>>();
    send_and_sync::<RwLockWriteGuard<'static, u8>>();
    unwind_safe::<RwLock<Cell<&mut u8>>>();
    unwind_safe::<RwLockReadGuard<'static, Cell<&mut u8>>>();
    unwind_safe::<RwLockWriteGuard<'static, Cell<&mut u8>>>();
    assert_eq!(*LOCK.read(), 3);
}

// RW-02 over a channel: readers are told while they read
#[goroutine]
#[test]
fn a_read_guard_may_be_held_over_a_receive() {
    let _watch = watch("a_read_guard_may_be_held_over_a_receive");
    let lock = Arc::new(RwLock::new(5));
    let (tx, rx) = chan::<u32>(0);
    let reader = go!(|lock = Arc::clone(&lock)| {
        let guard = lock.read();
        *guard + rx.recv().unwrap()
    });
    tx.send(1).unwrap();
    assert_eq!(reader.join().unwrap(), 6);
    assert!(lock.try_write().is_some());
}

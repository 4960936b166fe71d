//! The cores of Mutex, Once, Cond, RwLock, WaitGroup and Semaphore between loom's threads.

use super::explore;
use crate::locks::{Cond, Mutex, Once, RwLock, WaitGroup};
use crate::sync::Semaphore;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

/// MU-02. A lost wake-up would be a deadlock, which loom reports.
#[test]
fn a_mutex_lets_one_in_and_forgets_none() {
    explore(3, || {
        let mutex = Arc::new(Mutex::new(0));
        let others: Vec<_> = (0..2)
            .map(|_| {
                let mutex = Arc::clone(&mutex);
                thread::spawn(move || *mutex.lock() += 1)
            })
            .collect();
        *mutex.lock() += 1;
        others.into_iter().for_each(|other| other.join().unwrap());
        assert!(mutex.is_at_rest());
        assert_eq!(*mutex.lock(), 3);
    });
}

#[test]
fn a_mutex_locked_twice_by_each_forgets_none() {
    explore(2, || {
        let mutex = Arc::new(Mutex::new(0));
        let other = {
            let mutex = Arc::clone(&mutex);
            thread::spawn(move || {
                *mutex.lock() += 1;
                *mutex.lock() += 1;
            })
        };
        *mutex.lock() += 1;
        if let Some(mut guard) = mutex.try_lock() {
            *guard += 1;
        } else {
            *mutex.lock() += 1;
        }
        other.join().unwrap();
        assert!(mutex.is_at_rest());
        assert_eq!(*mutex.lock(), 4);
    });
}

/// MU-04. Under loom a waiter starves as soon as he has been woken for nothing. The one who is handed the lock may unlock it
/// before the one who has handed it over has written down that the crowd is empty.
#[test]
fn a_mutex_that_was_handed_over_can_be_handed_on() {
    explore(4, || {
        let mutex = Arc::new(Mutex::new(0));
        let other = {
            let mutex = Arc::clone(&mutex);
            thread::spawn(move || *mutex.lock() += 1)
        };
        for _ in 0..2 {
            *mutex.lock() += 1;
        }
        other.join().unwrap();
        assert!(mutex.is_at_rest());
        assert_eq!(*mutex.lock(), 3);
    });
}

/// ON-01.
#[test]
fn once_means_once_and_all_wait_for_it() {
    explore(3, || {
        let once = Arc::new((Once::new(), AtomicUsize::new(0)));
        let call = |once: &(Once, AtomicUsize)| {
            once.0.call_once(|| _ = once.1.fetch_add(1, Ordering::Relaxed));
            assert_eq!(once.1.load(Ordering::Relaxed), 1);
        };
        let others: Vec<_> = (0..2)
            .map(|_| {
                let once = Arc::clone(&once);
                thread::spawn(move || call(&once))
            })
            .collect();
        call(&once);
        others.into_iter().for_each(|other| other.join().unwrap());
    });
}

/// WG-03.
#[test]
fn a_wait_group_releases_all_at_zero() {
    explore(3, || {
        let group = WaitGroup::new();
        let done = Arc::new(AtomicUsize::new(0));
        group.add(2);
        let members: Vec<_> = (0..2)
            .map(|_| {
                let (group, done) = (group.clone(), Arc::clone(&done));
                thread::spawn(move || {
                    done.fetch_add(1, Ordering::Relaxed);
                    group.done();
                })
            })
            .collect();
        group.wait();
        assert_eq!(done.load(Ordering::Relaxed), 2);
        members.into_iter().for_each(|member| member.join().unwrap());
    });
}

/// WG-04: who waits for what was added after a first zero is not released by that zero.
#[test]
fn a_wait_group_that_is_used_again_waits_again() {
    explore(2, || {
        let group = WaitGroup::new();
        let done = Arc::new(AtomicUsize::new(0));
        group.add(1);
        let first = {
            let group = group.clone();
            thread::spawn(move || group.done())
        };
        let waiter = {
            let group = group.clone();
            thread::spawn(move || group.wait())
        };
        first.join().unwrap();
        group.add(1);
        let second = {
            let (group, done) = (group.clone(), Arc::clone(&done));
            thread::spawn(move || {
                done.fetch_add(1, Ordering::Relaxed);
                group.done();
            })
        };
        group.wait();
        assert_eq!(done.load(Ordering::Relaxed), 1);
        second.join().unwrap();
        waiter.join().unwrap();
    });
}

/// CO-05, CO-06: nobody is notified for nothing, and no notification after the change is lost.
#[test]
fn a_cond_loses_no_notification() {
    explore(3, || {
        let shared = Arc::new((Mutex::new(false), Cond::new()));
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                *shared.0.lock() = true;
                shared.1.notify_one();
            })
        };
        let mut ready = shared.0.lock();
        let mut waits = 0;
        while !*ready {
            ready = shared.1.wait(ready);
            waits += 1;
        }
        assert!(waits <= 1);
        drop(ready);
        other.join().unwrap();
    });
}

/// RW-03.
#[test]
fn a_writer_is_alone() {
    explore(2, || {
        let lock = Arc::new(RwLock::new((0, 0)));
        let writer = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || {
                let mut pair = lock.write();
                pair.0 += 1;
                pair.1 += 1;
            })
        };
        let reader = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || {
                let pair = lock.read();
                assert_eq!(pair.0, pair.1);
            })
        };
        {
            let mut pair = lock.write();
            pair.0 += 1;
            pair.1 += 1;
        }
        writer.join().unwrap();
        reader.join().unwrap();
        assert_eq!(*lock.read(), (2, 2));
    });
}

/// RW-05: two writers, who pass the gate, and a reader, who is let in by one of them.
#[test]
fn all_who_wait_for_a_rw_lock_get_in() {
    explore(3, || {
        let lock = Arc::new(RwLock::new(0));
        let writer = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || *lock.write() += 1)
        };
        let reader = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || assert!(*lock.read() <= 2))
        };
        *lock.write() += 1;
        writer.join().unwrap();
        reader.join().unwrap();
        assert!(lock.is_at_rest());
        assert_eq!(*lock.read(), 2);
    });
}

/// RW-04: a writer who waits for two readers is handed the lock by the last of them, and keeps out those who come after him.
#[test]
fn the_last_reader_hands_the_lock_to_a_writer() {
    explore(3, || {
        let lock = Arc::new(RwLock::new(0));
        let first = lock.read();
        let writer = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || *lock.write() += 1)
        };
        let reader = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || lock.try_read().map(|value| *value))
        };
        assert_eq!(*first, 0);
        drop(first);
        let seen = reader.join().unwrap();
        writer.join().unwrap();
        assert!(seen.is_none_or(|seen| seen <= 1));
        assert!(lock.is_at_rest());
        assert_eq!(*lock.read(), 1);
    });
}

/// SM-02.
#[test]
fn a_semaphore_serves_all_who_wait() {
    explore(2, || {
        let semaphore = Semaphore::new(2);
        let others: Vec<_> = [1, 2]
            .map(|n| {
                let semaphore = semaphore.clone();
                thread::spawn(move || drop(semaphore.acquire_many(n)))
            })
            .into();
        drop(semaphore.acquire_many(2));
        others.into_iter().for_each(|other| other.join().unwrap());
        assert_eq!(semaphore.available_permits(), 2);
        assert!(semaphore.try_acquire_many(2).is_some());
    });
}

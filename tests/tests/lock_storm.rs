//! All that can be done with a `Mutex` and a `Cond`, at once and in disorder: nobody is forgotten, nobody is alone in vain,
//! and there are never two.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::sync::{Cond, Mutex, MutexGuard};
use goroutines_tests::{Numbers, ms, sized, watch};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

struct Shared {
    mutex: Mutex<usize>,
    changed: Cond,
    inside: AtomicUsize,
    locked: AtomicUsize,
}

impl Shared {
    /// In the critical section.
    fn step(&self, guard: &mut MutexGuard<'_, usize>) {
        assert_eq!(self.inside.fetch_add(1, Ordering::Relaxed), 0, "two have the lock");
        **guard += 1;
        self.locked.fetch_add(1, Ordering::Relaxed);
        assert_eq!(self.inside.fetch_sub(1, Ordering::Relaxed), 1, "two have the lock");
    }

    /// One turn, of a kind that chance decides.
    fn turn<'a>(&'a self, numbers: &mut Numbers, others: &Sender<MutexGuard<'a, usize>>) {
        match numbers.below(12) {
            0..4 => self.step(&mut self.mutex.lock()),
            4 => {
                if let Some(mut guard) = self.mutex.try_lock() {
                    self.step(&mut guard);
                }
            }
            5 => {
                let mut guard = self.mutex.lock();
                goroutines::yield_now();
                self.step(&mut guard);
            }
            6 => {
                let mut guard = self.mutex.lock();
                self.step(&mut guard);
                // Somebody else unlocks.
                others.send(guard).unwrap();
            }
            7 => {
                let panics = catch_unwind(AssertUnwindSafe(|| {
                    let mut guard = self.mutex.lock();
                    self.step(&mut guard);
                    resume_unwind(Box::new("quiet"));
                }));
                panics.unwrap_err();
            }
            8 => {
                let timeout = Duration::from_micros(numbers.below(50));
                let (mut guard, _) = self.changed.wait_timeout(self.mutex.lock(), timeout);
                self.step(&mut guard);
            }
            9 => self.changed.notify_one(),
            10 => self.changed.notify_all(),
            _ if numbers.below(50) == 0 => {
                // Long enough for others to starve.
                let mut guard = self.mutex.lock();
                let start = Instant::now();
                while start.elapsed() < ms(1) {
                    std::hint::spin_loop();
                }
                self.step(&mut guard);
                drop(guard);
                self.step(&mut self.mutex.lock());
            }
            _ => {
                let mut guard = self.mutex.lock();
                self.step(&mut guard);
                drop(guard);
                self.step(&mut self.mutex.lock());
            }
        }
    }
}

// MU-02, MU-04, MU-05, MU-09; CO-01, CO-05
#[test]
fn a_storm() {
    let _watch = watch("a_storm");
    for seed in 0..5 {
        let shared = Shared {
            mutex: Mutex::new(0),
            changed: Cond::new(),
            inside: AtomicUsize::new(0),
            locked: AtomicUsize::new(0),
        };
        let (to_goroutine, at_goroutine) = chan(0);
        let (to_thread, at_thread) = chan(1);
        let play = |who: u64, others: Sender<_>| {
            let mut numbers = Numbers::new(10 * seed + who);
            for _ in 0..sized(2_000) {
                shared.turn(&mut numbers, &others);
            }
        };
        let play = &play;
        let unlock = |guards: Receiver<MutexGuard<'_, usize>>| guards.iter().for_each(drop);
        thread::scope(|threads| {
            threads.spawn(move || unlock(at_thread));
            goroutines::scope(|s| {
                s.spawn(move || unlock(at_goroutine));
                for who in 0..4 {
                    let (one, other) = (to_thread.clone(), to_goroutine.clone());
                    s.spawn(move || play(2 * who, one));
                    threads.spawn(move || play(2 * who + 1, other));
                }
                drop((to_thread, to_goroutine));
            });
        });
        let total = *shared.mutex.try_lock().expect("all have gone");
        assert_eq!(total, shared.locked.into_inner());
    }
}

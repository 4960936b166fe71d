//! Goroutines spread over the workers, without their producer giving way.
//!
//! These tests hold workers, so they run one at a time.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime;
use goroutines_tests::watch;
use std::collections::HashSet;
use std::hint;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> impl Drop {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

// GO-13
#[test]
fn the_goroutines_of_one_producer_reach_other_workers() {
    if runtime::max_procs() < 2 {
        return;
    }
    let _alone = alone();
    let _watch = watch("the_goroutines_of_one_producer_reach_other_workers");
    let producer = goroutines::spawn(|| {
        let here = thread::current().id();
        let elsewhere = Arc::new(AtomicBool::new(false));
        // The producer holds its worker until one of its goroutines runs on another.
        while !elsewhere.load(Ordering::SeqCst) {
            let flag = Arc::clone(&elsewhere);
            goroutines::spawn(move || {
                if thread::current().id() != here {
                    flag.store(true, Ordering::SeqCst);
                }
            });
            hint::spin_loop();
        }
    });
    producer.join().unwrap();
}

// GO-13: two that wait for each other without parking need two workers
#[test]
fn a_goroutine_that_spins_does_not_hold_up_one_that_has_not_started() {
    if runtime::max_procs() < 2 {
        return;
    }
    let _alone = alone();
    let _watch = watch("a_goroutine_that_spins_does_not_hold_up_one_that_has_not_started");
    for _ in 0..50 {
        goroutines::spawn(|| {
            let met = Arc::new(AtomicUsize::new(0));
            let other = Arc::clone(&met);
            goroutines::spawn(move || other.fetch_add(1, Ordering::SeqCst));
            while met.load(Ordering::SeqCst) == 0 {
                hint::spin_loop();
            }
        })
        .join()
        .unwrap();
    }
}

// Placement: goroutines that block at once do not all end up on one worker.
#[test]
fn goroutines_that_block_at_once_are_at_home_on_several_workers() {
    if runtime::max_procs() < 2 {
        return;
    }
    let _alone = alone();
    let _watch = watch("goroutines_that_block_at_once_are_at_home_on_several_workers");
    let homes = Arc::new(Mutex::new(HashSet::new()));
    let wg = WaitGroup::new();
    // Which worker takes how many is chance; that none ever takes any is not.
    for _ in 0..10_000 {
        let (tx, rx) = chan::<()>(0);
        for _ in 0..8 {
            let (rx, homes) = (rx.clone(), Arc::clone(&homes));
            wg.go(move || {
                homes.lock().unwrap().insert(thread::current().id());
                let _ = rx.recv();
            });
        }
        drop(tx);
        wg.wait();
        if homes.lock().unwrap().len() > 1 {
            return;
        }
    }
    panic!("all goroutines were started by one worker");
}

// Placement: what goroutines of a place have done decides where the next ones start.
#[test]
fn goroutines_that_only_pass_something_on_come_to_stay_with_their_spawner() {
    if runtime::max_procs() < 2 {
        return;
    }
    let _alone = alone();
    let _watch = watch("goroutines_that_only_pass_something_on_come_to_stay_with_their_spawner");
    let stayed = goroutines::spawn(|| {
        let mut in_a_row = 0;
        // A place of which nothing is known has its goroutines spread over the workers, two to one and two to the other. A thief may
        // bring them together again now and then.
        while in_a_row < 3 {
            in_a_row = if four_that_pass_something_on() == 1 { in_a_row + 1 } else { 0 };
        }
    });
    stayed.join().unwrap();
}

/// How many workers they were on.
fn four_that_pass_something_on() -> usize {
    let (tx, rx) = chan(0);
    let (tx_home, homes) = chan(4);
    for number in 0..4 {
        let (tx, rx, tx_home) = (tx.clone(), rx.clone(), tx_home.clone());
        goroutines::spawn(move || {
            for value in 0..10 {
                if number % 2 == 0 {
                    tx.send(value).unwrap();
                } else {
                    rx.recv().unwrap();
                }
            }
            tx_home.send(thread::current().id()).unwrap();
        });
    }
    homes.iter().take(4).collect::<HashSet<_>>().len()
}

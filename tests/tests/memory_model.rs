//! What is ordered before what: plain data handed over by starting, sending, receiving, closing and waiting.
//!
//! The data is in cells that only the order of the operations makes free of races: a relaxed counter that is
//! written before and read after. On one machine a missing order shows as a stale value only by chance, so
//! each hand-over is made many times.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines_tests::{World, both, sized, watch};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

// MM-01, MM-02 (only `join` orders a goroutine's end)
#[goroutine]
#[test]
fn starting_comes_before_running_and_ending_before_join() {
    let _watch = watch("starting_comes_before_running_and_ending_before_join");
    let cell = Arc::new(AtomicUsize::new(0));
    for round in 0..sized(20_000) {
        cell.store(round, Relaxed);
        let seen = Arc::clone(&cell);
        let handle = go! {
            let value = seen.load(Relaxed);
            seen.store(value + 7, Relaxed);
            value
        };
        assert_eq!(handle.join().unwrap(), round);
        assert_eq!(cell.load(Relaxed), round + 7);
    }
}

// MM-03
fn a_send_comes_before_its_receive(world: World) {
    for capacity in [0, 1, 10] {
        let (tx, rx) = chan(capacity);
        let cells: Vec<AtomicUsize> = (0..sized(10_000)).map(|_| AtomicUsize::new(0)).collect();
        world.scope(|s| {
            s.spawn(|| {
                for (number, cell) in cells.iter().enumerate() {
                    cell.store(number + 1, Relaxed);
                    tx.send(number).unwrap();
                }
            });
            for _ in 0..cells.len() {
                let number = rx.recv().unwrap();
                assert_eq!(cells[number].load(Relaxed), number + 1);
            }
        });
    }
}

// MM-04
fn an_unbuffered_receive_comes_before_the_end_of_its_send(world: World) {
    let (tx, rx) = chan(0);
    let cells: Vec<AtomicUsize> = (0..sized(10_000)).map(|_| AtomicUsize::new(0)).collect();
    world.scope(|s| {
        s.spawn(|| {
            for (number, cell) in cells.iter().enumerate() {
                cell.store(number + 1, Relaxed);
                rx.recv().unwrap();
            }
        });
        for (number, cell) in cells.iter().enumerate() {
            tx.send(()).unwrap();
            assert_eq!(cell.load(Relaxed), number + 1);
        }
    });
}

// MM-05: the semaphore idiom
fn a_buffer_of_three_lets_three_in(world: World) {
    const LIMIT: usize = 3;
    let (tx, rx) = chan(LIMIT);
    let inside = AtomicUsize::new(0);
    let most = AtomicUsize::new(0);
    world.scope(|s| {
        for _ in 0..10 {
            s.spawn(|| {
                for _ in 0..sized(400) {
                    tx.send(()).unwrap();
                    most.fetch_max(inside.fetch_add(1, Relaxed) + 1, Relaxed);
                    world.yield_now();
                    inside.fetch_sub(1, Relaxed);
                    rx.recv().unwrap();
                }
            });
        }
    });
    assert!(most.load(Relaxed) <= LIMIT, "{} were inside", most.load(Relaxed));
}

// MM-05 with a limit of one: a lock
fn a_buffer_of_one_is_a_lock(world: World) {
    let (tx, rx) = chan(1);
    let count = AtomicUsize::new(0);
    world.scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..sized(4_000) {
                    tx.send(()).unwrap();
                    let value = count.load(Relaxed);
                    count.store(value + 1, Relaxed);
                    rx.recv().unwrap();
                }
            });
        }
    });
    assert_eq!(count.load(Relaxed), 4 * sized(4_000));
}

// CL-11
fn closing_comes_before_the_receive_that_sees_it(world: World) {
    for round in 1..sized(2_000) {
        let (tx, rx) = chan::<()>(0);
        let cell = AtomicUsize::new(0);
        world.scope(|s| {
            for _ in 0..2 {
                s.spawn(|| {
                    assert!(rx.recv().is_err());
                    assert_eq!(cell.load(Relaxed), round);
                });
            }
            cell.store(round, Relaxed);
            tx.close();
        });
    }
}

// MM-09
fn done_comes_before_the_wait_that_it_ends(world: World) {
    const MEMBERS: usize = 4;
    for _ in 0..sized(1_000) {
        let wg = WaitGroup::new();
        let cells = [const { AtomicUsize::new(0) }; MEMBERS];
        world.scope(|s| {
            wg.add(MEMBERS as isize);
            for cell in &cells {
                let wg = wg.clone();
                s.spawn(move || {
                    cell.store(1, Relaxed);
                    wg.done();
                });
            }
            s.spawn(|| {
                wg.wait();
                assert!(cells.iter().all(|cell| cell.load(Relaxed) == 1));
            });
            wg.wait();
            assert!(cells.iter().all(|cell| cell.load(Relaxed) == 1));
        });
    }
}

// MM-09: also for `wg.go`, of which a member that panics is done
#[goroutine]
#[test]
fn the_functions_of_a_group_end_before_its_wait() {
    let _watch = watch("the_functions_of_a_group_end_before_its_wait");
    let wg = WaitGroup::new();
    let count = Arc::new(AtomicUsize::new(0));
    for round in 1..=100 {
        for member in 0..5 {
            let count = Arc::clone(&count);
            wg.go(move || {
                count.fetch_add(1, Relaxed);
                if member == 3 {
                    // A panic, without the hook's report.
                    resume_unwind(Box::new("one of five"));
                }
            });
        }
        wg.wait();
        assert_eq!(count.load(Relaxed), round * 5);
    }
}

// MM-13: what a goroutine has written it sees again after it was parked
fn a_goroutine_sees_its_own_writes_after_parking(world: World) {
    let (tx, rx) = chan(0);
    world.scope(|s| {
        for member in 0..8 {
            let (tx, rx) = (tx.clone(), rx.clone());
            s.spawn(move || {
                let mut local = vec![member; 16];
                for round in 0..sized(400) {
                    local[round % 16] += 1;
                    let expected = local.clone();
                    select! {
                        tx <- round => {}
                        _ = <-rx => {}
                        default => world.yield_now(),
                    }
                    assert_eq!(local, expected);
                }
            });
        }
    });
}

both!(
    a_send_comes_before_its_receive,
    an_unbuffered_receive_comes_before_the_end_of_its_send,
    a_buffer_of_three_lets_three_in,
    a_buffer_of_one_is_a_lock,
    closing_comes_before_the_receive_that_sees_it,
    done_comes_before_the_wait_that_it_ends,
    a_goroutine_sees_its_own_writes_after_parking,
);

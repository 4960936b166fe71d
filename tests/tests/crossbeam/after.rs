//! A channel that gets one message when its time has come.
//!
//! Covers crossbeam's `after.rs`. Times are lower bounds only.

use goroutines::channel::{Receiver, RecvTimeoutError, Select, TryRecvError, after, at, select};
use goroutines_tests::{World, both, ms};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

// cb:after.rs fire, try_recv, recv; XB-06
fn fires_once_and_not_early(world: World) {
    let start = Instant::now();
    let timer = after(ms(60));
    if start.elapsed() < ms(60) {
        // Whoever was stopped for that long between these lines learns nothing here.
        let early = timer.try_recv();
        assert!(early == Err(TryRecvError::Empty) || start.elapsed() >= ms(60));
        if early.is_ok() {
            return;
        }
    }
    let fired = timer.recv().unwrap();
    assert!(fired - start >= ms(60));
    assert!(Instant::now() >= fired);
    world.sleep(ms(5));
    assert_eq!(timer.try_recv(), Err(TryRecvError::Empty));
    select! {
        recv(timer) -> _ => panic!("it has fired twice"),
        default => {}
    }
}

fn the_message_is_the_moment_that_was_asked_for(_world: World) {
    let when = Instant::now() + ms(5);
    assert_eq!(at(when).recv(), Ok(when));
    assert!(Instant::now() >= when);
}

// cb:after.rs capacity, len_empty_full; TI-13
fn it_has_room_for_one_message(_world: World) {
    for wait in 0..10 {
        assert_eq!(after(ms(wait)).capacity(), Some(1));
    }
    let due = after(ms(0));
    assert_eq!((due.len(), due.is_empty(), due.is_full()), (1, false, true));
    due.try_recv().unwrap();
    assert_eq!((due.len(), due.is_empty(), due.is_full()), (0, true, false));
    let far = after(ms(1_000_000));
    assert_eq!((far.len(), far.is_empty(), far.is_full()), (0, true, false));
}

// cb:after.rs recv_timeout
fn waiting_for_it_can_time_out(_world: World) {
    let start = Instant::now();
    let far = after(ms(1_000_000));
    assert_eq!(far.recv_timeout(ms(20)), Err(RecvTimeoutError::Timeout));
    assert!(start.elapsed() >= ms(20));
    let near = after(ms(20));
    assert!(near.recv_timeout(ms(100_000)).unwrap() - start >= ms(40));
    assert_eq!(near.recv_timeout(ms(10)), Err(RecvTimeoutError::Timeout));
}

// cb:after.rs recv_two
fn two_messages_are_enough_for_two(world: World) {
    let (one, two) = (after(ms(10)), after(ms(10)));
    world.scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                select! {
                    recv(one) -> fired => fired.unwrap(),
                    recv(two) -> fired => fired.unwrap(),
                }
            });
        }
    });
    assert!(one.is_empty() && two.is_empty());
}

// cb:after.rs recv_race; SE-19
fn the_earlier_one_wins(_world: World) {
    select! {
        recv(after(ms(10))) -> _ => {}
        recv(after(ms(100_000))) -> _ => panic!(),
    }
    select! {
        recv(after(ms(100_000))) -> _ => panic!(),
        recv(after(ms(10))) -> _ => {}
    }
}

// cb:after.rs stress_default
fn default_is_taken_before_and_never_after(_world: World) {
    for _ in 0..100 {
        select! {
            recv(after(ms(0))) -> _ => {}
            default => panic!(),
        }
        select! {
            recv(after(ms(100_000))) -> _ => panic!(),
            default => {}
        }
    }
}

// cb:after.rs select, ready
fn many_are_each_received_once(world: World) {
    const COUNT: usize = 300;
    for by_ready in [false, true] {
        let timers: Vec<_> = (0..COUNT).map(|number| after(ms(number as u64 / 50))).collect();
        let hits = AtomicUsize::new(0);
        world.scope(|s| {
            for _ in 0..4 {
                s.spawn(|| while take_one(&timers, by_ready, &hits) {});
            }
        });
        assert_eq!(hits.load(Ordering::SeqCst), COUNT);
    }
}

/// Whether one was received within a time that is ample for all.
fn take_one(timers: &[Receiver<Instant>], by_ready: bool, hits: &AtomicUsize) -> bool {
    if hits.load(Ordering::SeqCst) == timers.len() {
        return false;
    }
    let give_up = after(ms(100));
    let mut select = Select::new();
    for timer in timers {
        select.recv(timer);
    }
    let last = select.recv(&give_up);
    if !by_ready {
        let operation = select.select();
        let index = operation.index();
        let fired = operation.recv(timers.get(index).unwrap_or(&give_up));
        fired.unwrap();
        hits.fetch_add(usize::from(index != last), Ordering::SeqCst);
        return true;
    }
    loop {
        let index = select.ready();
        if index == last {
            return true;
        }
        if timers[index].try_recv().is_ok() {
            hits.fetch_add(1, Ordering::SeqCst);
            return true;
        }
    }
}

// cb:after.rs stress_clone
fn clones_race_for_one_message(world: World) {
    for wait in 0..100 {
        let timer = after(Duration::from_micros(wait * 10));
        let hits = AtomicUsize::new(0);
        world.scope(|s| {
            for _ in 0..5 {
                s.spawn(|| {
                    let timer = timer.clone();
                    if timer.try_recv().is_ok() {
                        hits.fetch_add(1, Ordering::SeqCst);
                    }
                    for _ in 0..10 {
                        drop(timer.clone());
                        world.yield_now();
                    }
                });
            }
        });
        assert!(hits.load(Ordering::SeqCst) <= 1);
    }
}

// cb:after.rs fairness, fairness_duplicates
fn due_ones_are_chosen_fairly(_world: World) {
    const ROUNDS: usize = 1_000;
    let mut hits = [0; 2];
    let mut doubles = [0; 5];
    for _ in 0..ROUNDS {
        select! {
            recv(after(ms(0))) -> _ => hits[0] += 1,
            recv(after(ms(0))) -> _ => hits[1] += 1,
        }
        let one = after(ms(0));
        select! {
            recv(one) -> _ => doubles[0] += 1,
            recv(one) -> _ => doubles[1] += 1,
            recv(one) -> _ => doubles[2] += 1,
            recv(one) -> _ => doubles[3] += 1,
            recv(one) -> _ => doubles[4] += 1,
        }
    }
    assert!(hits.iter().all(|hit| *hit >= ROUNDS / 4), "{hits:?}");
    assert!(doubles.iter().all(|hit| *hit >= ROUNDS / 10), "{doubles:?}");
}

both!(
    fires_once_and_not_early,
    the_message_is_the_moment_that_was_asked_for,
    it_has_room_for_one_message,
    waiting_for_it_can_time_out,
    two_messages_are_enough_for_two,
    the_earlier_one_wins,
    default_is_taken_before_and_never_after,
    many_are_each_received_once,
    clones_race_for_one_message,
    due_ones_are_chosen_fairly,
);

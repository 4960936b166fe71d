//! Programs for the tests of several workers at once: they all run, find what others have too much of, and are woken.
//!
//! Goroutines here hold their workers: they spin without checkpoints. A program that would need a worker that
//! does not come hangs.

#![forbid(unsafe_code)]

use goroutines::channel::{Receiver, bounded};
use goroutines::runtime::max_procs;
use goroutines::{JoinHandle, spawn};
use goroutines_tests::Numbers;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, hint, thread};

fn main() {
    match env::args().nth(1).as_deref() {
        Some("flat") => (0..10).for_each(|_| all_run_at_once(flat)),
        Some("nested") => (0..10).for_each(|_| all_run_at_once(nested)),
        Some("after-load") => all_run_after_a_load_phase(None),
        Some("beside-a-listener") => all_run_after_a_load_phase(TcpListener::bind("127.0.0.1:0").ok()),
        Some("burst") => a_burst_behind_a_busy_worker_is_taken(),
        Some("victims") => every_worker_steals_from_every_other(),
        Some("falling-asleep") => work_arrives_as_workers_fall_asleep(),
        Some("idle-worker") => a_wake_up_starts_an_idle_worker(),
        other => panic!("no scenario {other:?}"),
    }
    println!("in parallel");
}

/// Holds the worker until `count` is `wanted`. Other threads of the machine may run meanwhile.
fn hold_until(count: &AtomicUsize, wanted: usize) {
    while count.load(Ordering::SeqCst) != wanted {
        thread::yield_now();
    }
}

/// Starts a goroutine on each of `members` workers, and tells each its number. No goroutine does its work before all
/// hold a worker, so no two share one.
fn on_workers_of_their_own<T: Send + 'static>(
    members: usize,
    work: impl Fn(usize) -> T + Send + Sync + 'static,
) -> Vec<JoinHandle<T>> {
    let there = Arc::new(AtomicUsize::new(0));
    let work = Arc::new(work);
    let one = |number| {
        let (there, work) = (Arc::clone(&there), Arc::clone(&work));
        move || {
            there.fetch_add(1, Ordering::SeqCst);
            hold_until(&there, members);
            work(number)
        }
    };
    (0..members).map(|number| spawn(one(number))).collect()
}

fn join<T>(handles: Vec<JoinHandle<T>>) {
    handles.into_iter().for_each(|handle| drop(handle.join().unwrap()));
}

/// Passes a turn round and round among as many as there are workers. None of them ever parks.
fn take_turns(turn: &AtomicUsize, me: usize) {
    for round in 0..3 {
        hold_until(turn, round * max_procs() + me);
        turn.fetch_add(1, Ordering::SeqCst);
    }
}

/// Starts one goroutine for each worker, and waits for them.
fn flat(turn: &Arc<AtomicUsize>) {
    let one = |me| {
        let turn = Arc::clone(turn);
        spawn(move || take_turns(&turn, me))
    };
    join((0..max_procs()).map(one).collect());
}

/// The same, but each is started by another, two by two.
fn nested(turn: &Arc<AtomicUsize>) {
    let (done_tx, done) = bounded(0);
    let one = |me| {
        let (turn, done_tx) = (Arc::clone(turn), done_tx.clone());
        move || {
            take_turns(&turn, me);
            done_tx.send(()).unwrap();
        }
    };
    let members: Vec<_> = (0..max_procs()).map(one).collect();
    let mut members = members.into_iter().peekable();
    while members.peek().is_some() {
        let pair: Vec<_> = members.by_ref().take(2).collect();
        spawn(move || pair.into_iter().for_each(|member| drop(spawn(member))));
    }
    (0..max_procs()).for_each(|_| done.recv().unwrap());
}

/// SC-02; proc_test.go TestGoroutineParallelism
fn all_run_at_once(start: fn(&Arc<AtomicUsize>)) {
    let turn = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&turn);
    spawn(move || start(&turn)).join().unwrap();
    assert_eq!(counted.load(Ordering::SeqCst), 3 * max_procs());
}

/// SC-02; TestGoroutineParallelism2: workers go to sleep when the load ends, just as the next work comes.
fn all_run_after_a_load_phase(_listener: Option<TcpListener>) {
    for _ in 0..10 {
        join(on_workers_of_their_own(max_procs(), drop));
        all_run_at_once(nested);
        join(on_workers_of_their_own(max_procs(), drop));
        all_run_at_once(flat);
    }
}

const BURST: usize = 50;

/// Starts goroutines that count themselves, and keeps the worker until they have run elsewhere.
fn burst(ran: &Arc<AtomicUsize>) {
    for _ in 0..BURST {
        let ran = Arc::clone(ran);
        spawn(move || ran.fetch_add(1, Ordering::SeqCst));
    }
    hold_until(ran, BURST);
}

/// SC-07, GO-13
fn a_burst_behind_a_busy_worker_is_taken() {
    for _ in 0..40 {
        let ran = Arc::new(AtomicUsize::new(0));
        spawn(move || burst(&ran)).join().unwrap();
    }
}

/// One attempt: all members hold their workers while the victim's burst runs, but the thief does not.
struct Attempt {
    victim: usize,
    holding: AtomicUsize,
    ran: Arc<AtomicUsize>,
}

/// SC-07; TestStealOrder: each worker in turn is the only one that is free, and each other the only one with work.
fn every_worker_steals_from_every_other() {
    let workers = max_procs();
    let channels: Vec<_> = (0..workers).map(|_| bounded::<Arc<Attempt>>(0)).collect();
    let attempts: Vec<Receiver<_>> = channels.iter().map(|(_, rx)| rx.clone()).collect();
    let members = on_workers_of_their_own(workers, move |me| {
        for attempt in &attempts[me] {
            attempt.holding.fetch_add(1, Ordering::SeqCst);
            if me == attempt.victim {
                hold_until(&attempt.holding, workers - 1);
                burst(&attempt.ran);
            } else {
                hold_until(&attempt.ran, BURST);
            }
        }
    });
    for victim in 0..workers {
        for thief in (0..workers).filter(|&thief| thief != victim) {
            let attempt = Attempt { victim, holding: AtomicUsize::new(0), ran: Arc::default() };
            let attempt = Arc::new(attempt);
            for (tx, _) in channels.iter().enumerate().filter(|&(me, _)| me != thief).map(|(_, channel)| channel) {
                tx.send(Arc::clone(&attempt)).unwrap();
            }
            hold_until(&attempt.ran, BURST);
        }
    }
    channels.iter().for_each(|(tx, _)| assert!(tx.close()));
    join(members);
}

/// Keeps the thread for some time between nothing and a good while longer than workers look for work before they sleep.
fn pause(numbers: &mut Numbers) {
    let (start, length) = (Instant::now(), Duration::from_micros(numbers.below(150)));
    while start.elapsed() < length {
        hint::spin_loop();
    }
}

/// SC-08, CH-20; TestSchedLocalQueueEmpty: a wake-up that is lost while the queues look empty hangs.
fn work_arrives_as_workers_fall_asleep() {
    let mut numbers = Numbers::new(1);
    let (ask_tx, asked) = bounded(0);
    let (answer_tx, answer) = bounded(0);
    let echo = spawn(move || asked.iter().for_each(|value| answer_tx.send(value).unwrap()));
    for round in 0..3_000 {
        pause(&mut numbers);
        // From a plain thread, so that the workers have nothing else.
        match round % 3 {
            // One that has started is woken.
            0 => {
                ask_tx.send(round).unwrap();
                assert_eq!(answer.recv(), Ok(round));
            }
            // One starts.
            1 => assert_eq!(spawn(move || round).join().unwrap(), round),
            // One starts, and starts another that may be stolen.
            _ => assert_eq!(spawn(move || spawn(move || round).join().unwrap()).join().unwrap(), round),
        }
    }
    drop(ask_tx);
    echo.join().unwrap();
}

/// SC-09; BenchmarkWakeupParallelSpinning: the one that wakes goes on at once and holds its worker, so the one that is
/// woken needs another, whose thread may look for work or sleep.
fn a_wake_up_starts_an_idle_worker() {
    const ROUNDS: usize = 2_000;
    let (tx, rx) = bounded(1);
    let answered = Arc::new(AtomicUsize::new(0));
    join(on_workers_of_their_own(2, move |me| {
        if me == 0 {
            let mut numbers = Numbers::new(2);
            for round in 0..ROUNDS {
                pause(&mut numbers);
                tx.send(round).unwrap();
                hold_until(&answered, round + 1);
            }
        } else {
            for round in 0..ROUNDS {
                assert_eq!(rx.recv(), Ok(round));
                answered.fetch_add(1, Ordering::SeqCst);
            }
        }
    }));
}

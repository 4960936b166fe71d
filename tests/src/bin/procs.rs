//! Programs for the tests of how many workers run goroutines, and of workers that are stuck.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::{max_procs, num_goroutine, set_max_procs};
use goroutines::sync::{Barrier, Mutex};
use goroutines::{JoinHandle, yield_now};
use goroutines_tests::ms;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use std::{env, hint, thread};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("ask") => asking_changes_nothing(),
        Some("fewer") => fewer_run_at_a_time(),
        Some("more") => more_run_at_a_time(),
        Some("to-and-fro") => work_goes_on_while_the_number_changes(),
        Some("system-call") => others_start_beside_a_system_call(1),
        Some("system-calls") => others_start_beside_a_system_call(20),
        Some("back") => one_that_comes_back_goes_on(),
        Some("stuck") => stuck_in_a_computation(),
        Some("stuck-asleep") => stuck_in_a_call(),
        Some("stuck-sleeper") => stuck_before_a_sleeper(),
        Some("busy-alone") => busy_and_alone(),
        Some("busy-spawner") => busy_with_starting_others(),
        Some("new-ones") => those_that_start_later_start_where_they_may_run(),
        Some("all-again") => all_workers_are_in_use_again(),
        Some("refused") => fewer_where_no_thread_is_to_be_had(),
        Some("been-away") => one_that_was_away_is_waited_for(),
        other => panic!("no scenario {other:?}"),
    }
    println!("done");
}

/// SC-11.
fn asking_changes_nothing() {
    assert_eq!(set_max_procs(0), 3);
    assert_eq!(set_max_procs(5), 3);
    assert_eq!(max_procs(), 5);
    assert_eq!(set_max_procs(1), 5);
    assert_eq!((set_max_procs(0), max_procs()), (1, 1));
}

static INSIDE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// Between its two steps on `INSIDE` there is no safe point, so as many are inside as run at the same time.
fn pass_through() {
    let inside = INSIDE.fetch_add(1, Ordering::SeqCst) + 1;
    MOST.fetch_max(inside, Ordering::SeqCst);
    (0..2000).for_each(|_| hint::spin_loop());
    INSIDE.fetch_sub(1, Ordering::SeqCst);
}

/// SC-11: from when `set_max_procs` returns.
fn fewer_run_at_a_time() {
    let stop = Arc::new(AtomicBool::new(false));
    let rounds: Arc<[AtomicUsize; 8]> = Arc::default();
    let others: Vec<_> = (0..8)
        .map(|me| {
            go!(|stop = Arc::clone(&stop), rounds = Arc::clone(&rounds)| while !stop.load(Ordering::SeqCst) {
                pass_through();
                rounds[me].fetch_add(1, Ordering::Relaxed);
                yield_now();
            })
        })
        .collect();
    for limit in [4, 1, 2, 1] {
        set_max_procs(limit);
        MOST.store(0, Ordering::SeqCst);
        let before = rounds.each_ref().map(|count| count.load(Ordering::Relaxed));
        // Whoever was on his way out when the number was reset has left by now.
        while rounds.iter().zip(before).any(|(count, before)| count.load(Ordering::Relaxed) < before + 20) {
            yield_now();
        }
        let most = MOST.load(Ordering::SeqCst);
        assert!(most <= limit, "{most} ran at a time where {limit} may");
    }
    stop.store(true, Ordering::SeqCst);
    others.into_iter().for_each(|other| other.join().unwrap());
}

/// SC-02, SC-11, SC-13: all of them must run at the same time to meet.
fn more_run_at_a_time() {
    const N: usize = 4;
    assert_eq!(set_max_procs(N), 1);
    let arrived = Arc::new(AtomicUsize::new(0));
    let meeting: Vec<JoinHandle<()>> = (0..N)
        .map(|_| {
            go!(|arrived = Arc::clone(&arrived)| {
                arrived.fetch_add(1, Ordering::SeqCst);
                while arrived.load(Ordering::SeqCst) < N {
                    thread::yield_now();
                }
            })
        })
        .collect();
    meeting.into_iter().for_each(|one| one.join().unwrap());
    assert_eq!(set_max_procs(1024), N);
    assert_eq!(go!(|| 7).join().unwrap(), 7);
}

/// SC-11: messages, locks and sleepers while the number changes all the time.
fn work_goes_on_while_the_number_changes() {
    let total = Arc::new(Mutex::new(0_usize));
    let (tx, rx) = chan::<usize>(0);
    let stop = Arc::new(AtomicBool::new(false));
    let workers: Vec<_> = (0..16)
        .map(|me| {
            go!(|rx = rx.clone(), total = Arc::clone(&total)| for n in rx {
                *total.lock() += n;
                if n % 97 == me {
                    goroutines::time::sleep(ms(1));
                }
            })
        })
        .collect();
    let changer = go!(|stop = Arc::clone(&stop)| {
        let mut n = 1;
        while !stop.load(Ordering::SeqCst) {
            set_max_procs(n % 5 + 1);
            n += 3;
            goroutines::time::sleep(Duration::from_micros(300));
        }
    });
    (0..20_000).for_each(|n| tx.send(n).unwrap());
    drop(tx);
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    stop.store(true, Ordering::SeqCst);
    changer.join().unwrap();
    assert_eq!(*total.lock(), (0..20_000).sum());
    assert_eq!(num_goroutine(), 1);
}

/// SC-14: each of `n` goroutines starts the next one and then waits in a system call, which the last one ends.
fn others_start_beside_a_system_call(n: usize) {
    fn wait_for_the_next(n: usize, before: mpsc::Sender<()>) {
        if n > 0 {
            let (tx, rx) = mpsc::channel();
            go!(wait_for_the_next(n - 1, tx));
            rx.recv().unwrap();
        }
        before.send(()).unwrap();
    }
    let (tx, rx) = mpsc::channel();
    let (done, all_done) = chan(0);
    go! {
        wait_for_the_next(n, tx);
        done.send(()).unwrap();
    }
    all_done.recv().unwrap();
    rx.recv().unwrap();
}

/// SC-14: a goroutine that comes back from its system call takes its turn beside those that took over.
fn one_that_comes_back_goes_on() {
    let (tx, rx) = mpsc::channel();
    let (first, second) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let both = Arc::new(Barrier::new(2));
    let run = |own: Arc<AtomicUsize>, other: Arc<AtomicUsize>, both: Arc<Barrier>| {
        both.wait();
        while own.fetch_add(1, Ordering::SeqCst) < 100 || other.load(Ordering::SeqCst) < 100 {
            yield_now();
        }
    };
    let away = go!(|first = Arc::clone(&first), second = Arc::clone(&second), both = Arc::clone(&both)| {
        let there = go!(|first = Arc::clone(&first), second = Arc::clone(&second), both = Arc::clone(&both)| {
            tx.send(()).unwrap();
            run(second, first, both);
        });
        rx.recv().unwrap();
        run(first, second, both);
        there.join().unwrap();
    });
    away.join().unwrap();
}

/// Until the watch has seen it for long enough.
const LONG: Duration = Duration::from_millis(2500);

fn stuck_in_a_computation() {
    let (tx, rx) = chan(1);
    let start = go!(
        #[goroutine(name = "cruncher")]
        crunch(tx)
    );
    rx.recv().unwrap();
    start.join().unwrap();
}

fn crunch(tx: Sender<()>) {
    tx.send(()).unwrap();
    let start = Instant::now();
    while start.elapsed() < LONG {
        hint::spin_loop();
    }
}

fn stuck_in_a_call() {
    let (tx, rx) = chan(1);
    let sleeper = go! {
        #[goroutine(allow(blocking_call))]
        tx.send(()).unwrap();
        thread::sleep(LONG);
    };
    rx.recv().unwrap();
    sleeper.join().unwrap();
}

fn stuck_before_a_sleeper() {
    let sleeper = go!(|| goroutines::time::sleep(ms(100)));
    yield_now();
    crunch(chan(1).0.clone());
    sleeper.join().unwrap();
}

fn busy_and_alone() {
    crunch(chan(1).0.clone());
}

/// SC-11, SC-17: to run fewer takes no thread, so it works where the system gives none.
fn fewer_where_no_thread_is_to_be_had() {
    let before = max_procs();
    // As large a stack as any thread has, and something put aside, so that some memory is left.
    let aside = hint::black_box(Vec::<u8>::with_capacity(4 << 20));
    let spawn = || thread::Builder::new().stack_size(8 << 20).spawn(thread::park);
    while spawn().is_ok() {}
    drop(aside);
    assert_eq!((set_max_procs(1), max_procs()), (before, 1));
    yield_now();
    assert_eq!((set_max_procs(before), max_procs()), (1, before));
}

/// SC-11: a worker that was in a system call once is waited for as any other.
fn one_that_was_away_is_waited_for() {
    let (started, quiet, ready) = (AtomicBool::new(false), AtomicBool::new(false), AtomicBool::new(false));
    let stop = AtomicBool::new(false);
    goroutines::scope(|s| {
        s.spawn(|| {
            started.store(true, Ordering::SeqCst);
            while !quiet.load(Ordering::SeqCst) {
                thread::sleep(ms(1));
            }
            thread::sleep(ms(5));
            s.spawn(|| ());
            thread::sleep(ms(100));
            ready.store(true, Ordering::SeqCst);
            while !stop.load(Ordering::SeqCst) {
                INSIDE.fetch_add(1, Ordering::SeqCst);
                let start = Instant::now();
                while start.elapsed() < ms(5) {
                    hint::spin_loop();
                }
                INSIDE.fetch_sub(1, Ordering::SeqCst);
                yield_now();
            }
        });
        // Another worker is to take it, as this one is busy.
        while !started.load(Ordering::SeqCst) {
            hint::spin_loop();
        }
        // Thieves that find nothing are not woken for the next goroutine at once; the watch sees it waiting.
        (0..20).for_each(|_| goroutines::time::sleep(ms(1)));
        quiet.store(true, Ordering::SeqCst);
        while !ready.load(Ordering::SeqCst) {
            goroutines::time::sleep(ms(200));
        }
        for _ in 0..20 {
            set_max_procs(1);
            let start = Instant::now();
            while start.elapsed() < ms(1) {
                assert_eq!(INSIDE.load(Ordering::SeqCst), 0, "another goroutine runs where one may");
            }
            set_max_procs(2);
            goroutines::time::sleep(ms(7));
        }
        stop.store(true, Ordering::SeqCst);
    });
}

/// A loop without a checkpoint, as in a function without the attribute. Nobody else takes what it starts.
#[goroutine(checkpoints = false, allow(blocking_call))]
fn busy_with_starting_others() {
    let ended = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut started = 0;
    while start.elapsed() < Duration::from_millis(1500) {
        go!(|ended = Arc::clone(&ended)| ended.fetch_add(1, Ordering::Relaxed));
        started += 1;
        thread::sleep(ms(1));
    }
    while ended.load(Ordering::Relaxed) < started {
        yield_now();
    }
}

/// SC-11: one that computes and two that talk, started when one worker may run, do not take turns of ten milliseconds: they
/// live on one worker, that of who has started them.
fn those_that_start_later_start_where_they_may_run() {
    for _ in 0..20 {
        set_max_procs(8);
        // A burst, which is spread over the others, so that they are idle and look for something to do.
        (0..32).map(|_| go!(|| yield_now())).for_each(|other| other.join().unwrap());
        set_max_procs(1);
        let here = thread::current().id();
        let others: Vec<JoinHandle<thread::ThreadId>> = (0..6)
            .map(|_| {
                go!(|| {
                    yield_now();
                    thread::current().id()
                })
            })
            .collect();
        for other in others {
            assert_eq!(other.join().unwrap(), here);
        }
    }
}

/// SC-11: fewer for a while, and then as many as before, who need not be admitted one by one.
fn all_workers_are_in_use_again() {
    const N: usize = 4;
    for _ in 0..20 {
        set_max_procs(1);
        go!(|| yield_now()).join().unwrap();
        set_max_procs(N);
        let all = Arc::new(AtomicUsize::new(0));
        let meeting: Vec<JoinHandle<()>> = (0..N)
            .map(|_| {
                go!(|all = Arc::clone(&all)| {
                    all.fetch_add(1, Ordering::SeqCst);
                    while all.load(Ordering::SeqCst) < N {
                        thread::yield_now();
                    }
                })
            })
            .collect();
        meeting.into_iter().for_each(|one| one.join().unwrap());
    }
}

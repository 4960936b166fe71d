//! Programs for the tests of fairness: who runs when more goroutines want to than there are workers.
//!
//! Most show it by ending at all. The functions that start goroutines have no checkpoints; what computes
//! for long and is to be interrupted says `#[goroutine]`.

#![forbid(unsafe_code)]

use goroutines::channel::after;
use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use goroutines::time::sleep;
use goroutines::{JoinHandle, yield_now};
use goroutines_tests::ms;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, hint, thread};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("yields") => yields_let_others_run(),
        Some("poll") => a_polling_loop_does_not_lock_out_the_sender(),
        Some("spinners") => spinners_take_turns(),
        Some("slices") => others_run_beside_a_computation(),
        Some("hogs") => a_pair_shares_one_slice(),
        Some("newcomers-yields") => newcomers_start_beside(yielding),
        Some("newcomers-messages") => newcomers_start_beside(exchanging),
        Some("newcomers-computation") => newcomers_start_beside(computing),
        Some("chain") => the_oldest_starts_beside_a_chain(),
        Some("timers-yields") => timers_fire_beside(yielding),
        Some("timers-messages") => timers_fire_beside(exchanging),
        Some("timers-computation") => timers_fire_beside(computing),
        Some("busy-arms") => busy_arms_do_not_starve_a_timer(),
        Some("busy-own-arms") => own_busy_arms_do_not_starve_a_timer(),
        Some("system-calls") => short_system_calls_in_turn(),
        Some("allocations") => allocating_loops_make_progress(),
        Some("ping-pong-timer") => a_timer_fires_during_a_ping_pong(),
        other => panic!("no scenario {other:?}"),
    }
    println!("fair");
}

/// SC-01: whoever yields lets each of the others run.
fn yields_let_others_run() {
    let stop = Arc::new(AtomicBool::new(false));
    let steps: Arc<[AtomicUsize; 3]> = Arc::default();
    let others: Vec<_> = (0..steps.len())
        .map(|me| {
            go!(|steps = Arc::clone(&steps), stop = Arc::clone(&stop)| while !stop.load(Ordering::SeqCst) {
                steps[me].fetch_add(1, Ordering::SeqCst);
                yield_now();
            })
        })
        .collect();
    let made = || steps.each_ref().map(|count| count.load(Ordering::SeqCst));
    while made().contains(&0) {
        yield_now();
    }
    for _ in 0..100 {
        let before = made();
        (0..100).for_each(|_| yield_now());
        let after = made();
        assert!(before.iter().zip(after).all(|(&before, after)| before < after), "{before:?}, then {after:?}");
    }
    stop.store(true, Ordering::SeqCst);
    others.into_iter().for_each(|other| other.join().unwrap());
}

/// SC-01; proc_test.go TestYieldProgress: the sender has to run, and its clock to be looked at.
fn a_polling_loop_does_not_lock_out_the_sender() {
    for round in 0..40 {
        let (tx, rx) = chan(0);
        let (there_tx, there) = chan(0);
        let poller = go! {
            there_tx.send(()).unwrap();
            loop {
                select! {
                    _ = <-rx => break,
                    default => yield_now(),
                }
            }
        };
        there.recv().unwrap();
        if round % 2 == 0 {
            sleep(ms(1));
        }
        tx.send(()).unwrap();
        poller.join().unwrap();
    }
}

/// Waits for a number without ever parking.
#[goroutine]
fn spin_until(turn: &AtomicUsize, wanted: usize) {
    while turn.load(Ordering::SeqCst) != wanted {
        hint::spin_loop();
    }
}

/// SC-03; TestPreemption: one spinner more than there are workers, each of which waits for its neighbour.
fn spinners_take_turns() {
    let members = max_procs() + 1;
    let turn = Arc::new(AtomicUsize::new(0));
    let spinners: Vec<_> = (0..members)
        .map(|me| {
            go!(|turn = Arc::clone(&turn)| for _ in 0..5 {
                spin_until(&turn, me);
                turn.store((me + 1) % members, Ordering::SeqCst);
            })
        })
        .collect();
    spinners.into_iter().for_each(|spinner| spinner.join().unwrap());
}

/// What keeps workers busy until it is told to stop: one or two goroutines for each worker.
type Busy = fn(&Arc<AtomicBool>) -> Vec<JoinHandle<()>>;

/// Goroutines that yield.
fn yielding(stop: &Arc<AtomicBool>) -> Vec<JoinHandle<()>> {
    let one = || {
        go!(|stop = Arc::clone(stop)| while !stop.load(Ordering::SeqCst) {
            yield_now();
        })
    };
    (0..2 * max_procs()).map(|_| one()).collect()
}

/// Pairs of goroutines that send a value to and fro.
fn exchanging(stop: &Arc<AtomicBool>) -> Vec<JoinHandle<()>> {
    let one = || {
        let (ping_tx, ping) = chan(0);
        let (pong_tx, pong) = chan(0);
        go!(|| while let Ok(value) = ping.recv() {
            pong_tx.send(value).unwrap();
        });
        go!(|stop = Arc::clone(stop)| while !stop.load(Ordering::SeqCst) {
            ping_tx.send(7).unwrap();
            assert_eq!(pong.recv(), Ok(7));
        })
    };
    (0..max_procs()).map(|_| one()).collect()
}

/// Goroutines that compute.
fn computing(stop: &Arc<AtomicBool>) -> Vec<JoinHandle<()>> {
    #[goroutine]
    fn compute(stop: Arc<AtomicBool>) {
        while !stop.load(Ordering::SeqCst) {
            hint::spin_loop();
        }
    }
    (0..max_procs()).map(|_| go!(compute(Arc::clone(stop)))).collect()
}

/// Runs `work` on its own while `busy` keeps the workers.
fn beside(busy: Busy, work: impl FnOnce()) {
    let stop = Arc::new(AtomicBool::new(false));
    let others = busy(&stop);
    work();
    stop.store(true, Ordering::SeqCst);
    others.into_iter().for_each(|other| other.join().unwrap());
}

/// SC-03, SC-19: everything goes on beside a computation on each worker, if only once a time slice.
fn others_run_beside_a_computation() {
    const TIMES: u32 = 5;
    let per_time = |what: &str, work: &dyn Fn()| {
        let start = Instant::now();
        (0..TIMES).for_each(|_| work());
        println!("{what}: {:.1?} each", start.elapsed() / TIMES);
    };
    let (ask_tx, asked) = chan(0);
    let (answer_tx, answer) = chan(0);
    go!(|| while let Ok(value) = asked.recv() {
        answer_tx.send(value).unwrap();
    });
    beside(computing, || {
        per_time("yield", &yield_now);
        per_time("sleep of a millisecond", &|| sleep(ms(1)));
        per_time("spawn and join", &|| go!(yield_now()).join().unwrap());
        per_time("question and answer", &|| {
            ask_tx.send(1).unwrap();
            assert_eq!(answer.recv(), Ok(1));
        });
        per_time("message from a thread", &|| {
            let (tx, rx) = chan(0);
            thread::spawn(move || tx.send(1).unwrap());
            assert_eq!(rx.recv(), Ok(1));
        });
    });
}

/// SC-04; TestPingPongHog: two that pass a token on after much work, and two that do so after little. Each pair gets
/// its share of the time, however short the turns of one are.
fn a_pair_shares_one_slice() {
    #[goroutine]
    fn count(limit: usize, counter: &AtomicUsize) {
        for _ in 0..limit {
            // Only the one that has the token counts.
            counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        }
    }
    let (done_tx, done) = chan::<()>(0);
    let pair = |limit: usize| {
        let counter = Arc::new(AtomicUsize::new(0));
        let (tx, rx) = chan(0);
        let members: Vec<_> = (0..2)
            .map(|_| {
                go!(|tx = tx.clone(), rx = rx.clone(), done = done.clone(), counter = Arc::clone(&counter)| loop {
                    select! {
                        _ = <-done => break,
                        _ = <-rx => {
                            count(limit, &counter);
                            select! {
                                tx <- () => {}
                                _ = <-done => break,
                            }
                        }
                    }
                })
            })
            .collect();
        (tx, counter, members)
    };
    let (hog_tx, hog_count, hogs) = pair(1_000_000);
    let (light_tx, light_count, lights) = pair(1_000);
    hog_tx.send(()).unwrap();
    light_tx.send(()).unwrap();
    // Some dozens of slices.
    sleep(ms(500));
    done_tx.close();
    hogs.into_iter().chain(lights).for_each(|member| member.join().unwrap());
    let [hog, light] = [hog_count, light_count].map(|counter| counter.load(Ordering::SeqCst));
    println!("hogs {hog}, light ones {light}");
    assert!(hog <= 20 * light && light <= 20 * hog, "hogs {hog}, light ones {light}");
}

/// SC-05: goroutines start beside others that never let the queue run empty.
fn newcomers_start_beside(busy: Busy) {
    beside(busy, || {
        for _ in 0..8 {
            // By a goroutine that parks, by one that yields, and by a plain thread.
            go!(yield_now()).join().unwrap();
            let started = Arc::new(AtomicBool::new(false));
            go!(|started = Arc::clone(&started)| started.store(true, Ordering::SeqCst));
            while !started.load(Ordering::SeqCst) {
                yield_now();
            }
            let (tx, rx) = chan(0);
            thread::spawn(move || goroutines::spawn(move || tx.send(1).unwrap()));
            assert_eq!(rx.recv(), Ok(1));
        }
    });
}

/// SC-05: of unstarted goroutines the newest goes first, but not for ever.
fn the_oldest_starts_beside_a_chain() {
    fn link(stop: Arc<AtomicBool>) {
        if !stop.load(Ordering::SeqCst) {
            goroutines::spawn(move || link(stop));
        }
    }
    for _ in 0..5 {
        let stop = Arc::new(AtomicBool::new(false));
        let (tx, rx) = chan(0);
        go!(|| tx.send(1).unwrap());
        (0..max_procs()).for_each(|_| drop(go!(link(Arc::clone(&stop)))));
        assert_eq!(rx.recv(), Ok(1));
        stop.store(true, Ordering::SeqCst);
    }
}

/// SC-06, SC-19, TI-21: timers are picked up although no worker ever goes idle.
fn timers_fire_beside(busy: Busy) {
    beside(busy, || {
        let sleep_in_many_ways = || {
            let (_tx, rx) = chan::<()>(0);
            for _ in 0..5 {
                sleep(ms(1));
                assert!(rx.recv_timeout(ms(1)).is_err());
                select! {
                    _ = <-rx => panic!("nothing is sent"),
                    _ = <-after(ms(1)) => {}
                }
            }
        };
        let sleepers: Vec<_> = (0..2 * max_procs()).map(|_| go!(sleep_in_many_ways())).collect();
        sleepers.into_iter().for_each(|sleeper| sleeper.join().unwrap());
    });
}

/// SE-17; TestTimerFairness: two that always offer a value, and a timer.
fn busy_arms_do_not_starve_a_timer() {
    let (tx, rx) = chan(0);
    let (done_tx, done) = chan::<()>(0);
    for _ in 0..2 {
        go!(|tx = tx.clone(), done = done.clone()| loop {
            select! {
                tx <- () => {}
                _ = <-done => break,
            }
        });
    }
    let start = Instant::now();
    let timer = after(ms(20));
    let mut values = 0_u64;
    loop {
        select! {
            _ = <-rx => values += 1,
            _ = <-timer => break,
        }
    }
    assert!(start.elapsed() >= ms(20));
    println!("{values} values came first");
    done_tx.close();
}

/// SE-17; TestTimerFairness2: one of the arms is always ready, and nobody ever has to wait.
fn own_busy_arms_do_not_starve_a_timer() {
    let (tx, rx) = chan(1);
    let handles: Vec<_> = (0..2)
        .map(|_| {
            go!(|tx = tx.clone(), rx = rx.clone()| {
                let timer = after(ms(20));
                loop {
                    select! {
                        tx <- 0 => {}
                        _ = <-rx => {}
                        _ = <-timer => break,
                    }
                }
            })
        })
        .collect();
    handles.into_iter().for_each(|handle| handle.join().unwrap());
}

/// TI-08; sleep_test.go TestAfterFuncStarvation: what waits for a timer runs during a ping-pong, and ends it.
fn a_timer_fires_during_a_ping_pong() {
    for delay in [Duration::ZERO, ms(10)] {
        let stop = Arc::new(AtomicBool::new(false));
        let (ping_tx, ping) = chan(0);
        let (pong_tx, pong) = chan(0);
        let first = go!(|stop = Arc::clone(&stop)| while !stop.load(Ordering::SeqCst) {
            ping_tx.send(1).unwrap();
            pong.recv().unwrap();
        });
        let second = go!(|| while ping.recv().is_ok() {
            if pong_tx.send(1).is_err() {
                break;
            }
        });
        let timer = after(delay);
        go!(|| {
            timer.recv().unwrap();
            stop.store(true, Ordering::SeqCst);
        });
        first.join().unwrap();
        second.join().unwrap();
    }
}

/// A loop of short system calls.
#[goroutine]
fn call_the_system(rounds: &AtomicUsize, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let _ = fs::metadata("/proc/self");
        rounds.fetch_add(1, Ordering::Relaxed);
    }
}

/// SC-15; TestPreemptionAfterSyscall, TestGCFairness: all of them come on, and a sleeper wakes beside them.
fn short_system_calls_in_turn() {
    everybody_comes_on(8, call_the_system);
}

#[goroutine]
fn allocate(rounds: &AtomicUsize, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        hint::black_box(vec![0_u8; 64]);
        rounds.fetch_add(1, Ordering::Relaxed);
    }
}

/// SC-16; TestGCFairness2.
fn allocating_loops_make_progress() {
    everybody_comes_on(3, allocate);
}

fn everybody_comes_on(members: usize, work: fn(&AtomicUsize, &AtomicBool)) {
    let stop = Arc::new(AtomicBool::new(false));
    let rounds: Vec<_> = (0..members).map(|_| Arc::new(AtomicUsize::new(0))).collect();
    let busy: Vec<_> = rounds
        .iter()
        .map(|rounds| go!(|rounds = Arc::clone(rounds), stop = Arc::clone(&stop)| work(&rounds, &stop)))
        .collect();
    for _ in 0..3 {
        let before: Vec<_> = rounds.iter().map(|rounds| rounds.load(Ordering::Relaxed)).collect();
        while rounds.iter().zip(&before).any(|(rounds, before)| rounds.load(Ordering::Relaxed) == *before) {
            sleep(ms(1));
        }
    }
    stop.store(true, Ordering::Relaxed);
    busy.into_iter().for_each(|one| one.join().unwrap());
}

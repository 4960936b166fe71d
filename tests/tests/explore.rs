//! Schedules: public studies' bugs are found and their mends pass, the same seed gives the same course everywhere, and what is
//! found can be repeated. The kernels are written anew after the bugs that their names lead to (GoBench's GoKer, and the studies of
//! Tu and others 2019 and Yuan and others 2021).

use goroutines::prelude::*;
use goroutines::sync::{Cond, Mutex, Once, Pool, RwLock};
use goroutines::testing::{self, Explorer};
use goroutines::time::{self, Duration};
use goroutines::{runtime, scope};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

const SECOND: Duration = Duration::from_secs(1);

/// What the exploration of `f` fails with.
fn failure(explorer: Explorer, f: impl Fn() + Send + Sync + 'static) -> String {
    let payload = catch_unwind(AssertUnwindSafe(|| explorer.run(f))).expect_err("a schedule fails");
    *payload.downcast::<String>().expect("a report")
}

/// The place in this file where a comment says so.
fn place(of: &str) -> String {
    let marked = format!("// here: {of}");
    let line = include_str!("explore.rs").lines().position(|line| line.ends_with(&marked)).expect("it is marked");
    format!("tests/tests/explore.rs:{}:", line + 1)
}

/// The kernel fails within 1,000 schedules, with a report that says this, and its mend does not.
fn shows(kernel: fn(mended: bool), says: &[&str]) {
    let text = failure(Explorer::new(), move || kernel(false));
    for words in says {
        let words = if words.contains([' ', '[']) { (*words).to_owned() } else { place(words) };
        assert!(text.contains(&words), "`{words}` is not in:\n{text}");
    }
    Explorer::new().run(move || kernel(true));
}

/// After grpc 660: a worker that has failed is gone when it is to be told to stop.
fn early_return(mended: bool) {
    let (stop, stopped) = chan::<()>(0);
    let failed = Arc::new(Mutex::new(false));
    let worker = go!(|stopped = stopped.clone(), failed = failed.clone()| {
        for _ in 0..3 {
            select! { _ = <-stopped => return, default => {} }
            if *failed.lock() {
                if mended {
                    let _ = stopped.recv();
                }
                return;
            }
        }
        let _ = stopped.recv();
    });
    go! { *failed.lock() = true; };
    stop.send(()).unwrap(); // here: early_return
    worker.join().unwrap();
    drop(stopped);
}

#[test]
fn a_worker_that_returns_early_is_found() {
    shows(early_return, &["deadlock: all goroutines", "[chan send]:", "early_return"]);
}

/// After moby 4951: two locks in two orders.
fn two_orders(mended: bool) {
    let locks = Arc::new((Mutex::new(0), Mutex::new(0)));
    let other = go!(|locks = locks.clone()| {
        let (first, second) = if mended { (&locks.0, &locks.1) } else { (&locks.1, &locks.0) };
        let first = first.lock();
        *second.lock() += *first; // here: two_orders_b
    });
    let first = locks.0.lock();
    *locks.1.lock() += *first; // here: two_orders_a
    drop(first);
    other.join().unwrap();
}

#[test]
fn locks_in_two_orders_are_found() {
    shows(two_orders, &["deadlock: all goroutines", "[sync.Mutex.Lock]:", "two_orders_a", "two_orders_b"]);
}

/// After grpc 1353: it sends while it holds what the receiver wants first.
fn send_under_a_lock(mended: bool) {
    let (updates, watched) = chan(0);
    let state = Arc::new(Mutex::new(0));
    let watcher = go!(|state = state.clone()| {
        for update in watched.iter() {
            *state.lock() += update; // here: send_under_a_lock_b
        }
    });
    for update in 0..2 {
        let guard = state.lock();
        if mended {
            drop(guard);
            updates.send(update).unwrap();
        } else {
            updates.send(*guard + update).unwrap(); // here: send_under_a_lock_a
        }
    }
    drop(updates);
    watcher.join().unwrap();
}

#[test]
fn a_send_under_a_lock_is_found() {
    shows(send_under_a_lock, &["[chan send]:", "send_under_a_lock_a", "send_under_a_lock_b"]);
}

/// After cockroach 9935: what cleans up after a failure locks what its caller has locked.
fn double_lock(mended: bool) {
    fn exit(closed: &Mutex<bool>) {
        *closed.lock() = true; // here: double_lock
    }
    let closed = Arc::new(Mutex::new(false));
    let other = go!(|closed = closed.clone()| *closed.lock() = true);
    let guard = closed.lock();
    if *guard {
        if mended {
            drop(guard);
        }
        exit(&closed);
    } else {
        drop(guard);
    }
    other.join().unwrap();
}

#[test]
fn a_lock_that_is_taken_twice_is_found() {
    shows(double_lock, &["deadlock: all goroutines", "[sync.Mutex.Lock]:", "double_lock"]);
}

/// After cockroach 1055: it waits for workers that want the lock which it holds.
fn wait_under_a_lock(mended: bool) {
    let (state, wg) = (Arc::new(Mutex::new(0)), WaitGroup::new());
    for _ in 0..2 {
        let state = state.clone();
        wg.go(move || *state.lock() += 1); // here: wait_under_a_lock_b
    }
    let guard = state.lock();
    if mended {
        drop(guard);
    }
    wg.wait(); // here: wait_under_a_lock_a
}

#[test]
fn a_wait_group_under_a_lock_is_found() {
    shows(wait_under_a_lock, &["[sync.WaitGroup.Wait]:", "wait_under_a_lock_a", "wait_under_a_lock_b"]);
}

/// After kubernetes 5316: who has asked has gone, and the answer finds nobody.
fn left_behind_by_a_timeout(mended: bool) {
    let request = Arc::new(chan(usize::from(mended)));
    go!(|request = request.clone()| {
        time::sleep(SECOND);
        request.0.send("answer").unwrap(); // here: left_behind
    });
    select! {
        _ = <-request.1 => {}
        default(SECOND) => {}
    }
}

#[test]
fn a_sender_that_a_timeout_leaves_behind_is_found() {
    shows(left_behind_by_a_timeout, &["goroutines that it has left behind are blocked for ever", "left_behind"]);
}

/// A wait for a condition that is not looked at again.
fn cond_without_a_loop(mended: bool) {
    let shared = Arc::new((Mutex::new(VecDeque::new()), Cond::new()));
    let take = move |shared: &(Mutex<VecDeque<i32>>, Cond)| {
        let mut queue = shared.0.lock();
        if mended {
            queue = shared.1.wait_while(queue, |queue| queue.is_empty());
        } else if queue.is_empty() {
            queue = shared.1.wait(queue);
        }
        queue.pop_front().expect("there is one") // here: cond_without_a_loop
    };
    let takers: Vec<_> = (0..2)
        .map(|_| {
            let shared = shared.clone();
            goroutines::spawn(move || take(&shared))
        })
        .collect();
    for value in 0..2 {
        shared.0.lock().push_back(value);
        shared.1.notify_all();
    }
    takers.into_iter().for_each(|taker| _ = taker.join().unwrap());
}

#[test]
fn a_cond_without_a_loop_is_found() {
    shows(cond_without_a_loop, &["there is one", "cond_without_a_loop"]);
}

/// An initialiser that initialises itself.
fn once_in_once(mended: bool) {
    let once = Arc::new(Once::new());
    let again = once.clone();
    once.call_once(move || {
        if !mended {
            again.call_once(|| ()); // here: once_in_once
        }
    });
}

#[test]
fn a_once_in_itself_is_found() {
    shows(once_in_once, &["deadlock: all goroutines", "[sync.Once.Do]:", "once_in_once"]);
}

/// It looks whether there is something, and takes it in a second step.
fn check_then_act(mended: bool) {
    let (tx, rx) = chan(2);
    let (other_tx, other_rx) = chan(2);
    for value in 0..2 {
        tx.send(value).unwrap();
    }
    let takers: Vec<_> = (0..2)
        .map(|_| {
            let (rx, other_tx) = (rx.clone(), other_tx.clone());
            goroutines::spawn(move || {
                for _ in 0..2 {
                    if mended {
                        if let Ok(value) = rx.try_recv() {
                            other_tx.send(value).unwrap();
                        }
                    } else if !rx.is_empty() {
                        runtime::yield_now();
                        other_tx.send(rx.recv().unwrap()).unwrap(); // here: check_then_act
                    }
                }
            })
        })
        .collect();
    takers.into_iter().for_each(|taker| taker.join().unwrap());
    drop((tx, other_tx));
    assert_eq!(other_rx.iter().count(), 2);
}

#[test]
fn a_check_that_is_old_when_it_is_acted_upon_is_found() {
    shows(check_then_act, &["[chan receive]:", "check_then_act"]);
}

/// Read under one guard, written under another.
fn two_steps(mended: bool) {
    let count = Arc::new(RwLock::new(0));
    let add = move |count: &RwLock<i32>| {
        if mended {
            *count.write() += 1;
        } else {
            let before = *count.read();
            *count.write() = before + 1;
        }
    };
    scope(|s| {
        s.spawn(|| add(&count));
        s.spawn(|| add(&count));
    });
    assert_eq!(*count.read(), 2, "each has added one"); // here: two_steps
}

#[test]
fn a_counter_in_two_steps_is_found() {
    shows(two_steps, &["each has added one", "two_steps"]);
}

#[test]
fn all_schedules_of_small_bodies_are_walked() {
    for kernel in [two_orders, double_lock, wait_under_a_lock, two_steps] {
        failure(Explorer::new().all(), move || kernel(false));
        assert!(Explorer::new().all().run(move || kernel(true)).schedules > 1);
    }
    // One goroutine has no choice, and two that do one step each have two ways.
    assert_eq!(Explorer::new().all().run(|| ()).schedules, 1);
    let more = |preemptions| Explorer::new().all().preemptions(preemptions).run(|| two_steps(true)).schedules;
    assert!(more(0) < more(1) && more(1) < more(2), "{} {} {}", more(0), more(1), more(2));
}

#[test]
fn more_than_may_be_walked_is_an_error() {
    let text = failure(Explorer::new().all().schedules(5), || two_steps(true));
    assert!(text.starts_with("there are more than 5 schedules with at most 2 preemptions"), "{text}");
}

#[test]
fn a_failure_says_its_seed_and_the_shortest_schedule() {
    let text = failure(Explorer::new().seed(100), || two_orders(false));
    assert_eq!(text, failure(Explorer::new().seed(100), || two_orders(false)).as_str(), "it is always the same");
    assert!(text.starts_with("schedule ") && text.contains(" of 1000 fails, with the seed 1"), "{text}");
    let (_, shortest) = text.split_once("the shortest schedule found that fails (").unwrap();
    assert!(shortest.starts_with(['1', '2']), "one switch is enough, or two: {text}");
    assert!(text.contains("waits at tests/tests/explore.rs:"), "{text}");
}

#[test]
fn a_body_that_never_ends_is_given_up() {
    let text = failure(Explorer::new().schedules(2), || {
        let _ = go! {
            loop {
                runtime::yield_now();
            }
        };
    });
    assert!(text.contains("has not ended after"), "{text}");
}

#[test]
fn exploring_from_a_goroutine_keeps_its_worker_free() {
    assert_eq!(go!(|| Explorer::new().schedules(10).run(|| ()).schedules).join().unwrap(), 10);
    let text = catch_unwind(|| testing::bubble(|| testing::explore(|| ()))).unwrap_err();
    assert!(text.downcast::<&str>().unwrap().starts_with("`explore` in a bubble"));
}

/// A body that uses what there is, and notes what it does.
fn busy(trace: &std::sync::Mutex<Vec<(u32, u32)>>) {
    let note = |who, what| trace.lock().unwrap().push((who, what));
    let (tx, rx) = chan(1);
    let (back, answers) = chan(0);
    let (lock, pool) = (Mutex::new(0), Pool::new(|| 0_u32));
    let ticks = goroutines::channel::tick(SECOND);
    scope(|s| {
        for who in 1..=3 {
            let (tx, lock, pool, note) = (tx.clone(), &lock, &pool, &note);
            s.spawn(move || {
                for what in 0..4 {
                    *lock.lock() += 1;
                    note(who, what);
                    *pool.get() += 1;
                    tx.send(who).unwrap();
                }
            });
        }
        drop(tx);
        let (note, lock) = (&note, &lock);
        s.spawn(move || {
            for i in 0.. {
                select! {
                    v = <-rx => match v {
                        Ok(v) => note(4, v),
                        Err(_) => return,
                    },
                    _ = <-ticks => note(5, i),
                    back <- i => note(6, *lock.lock()),
                }
            }
        });
        s.spawn(move || {
            for answer in answers.iter().take(5) {
                note(7, answer);
                time::sleep(SECOND);
            }
        });
    });
}

/// The course of a seed, as one number.
fn course(seed: u64) -> u64 {
    let hash = Arc::new(AtomicU64::new(0));
    let inside = hash.clone();
    Explorer::new().seed(seed).schedules(1).run(move || {
        let trace = std::sync::Mutex::default();
        busy(&trace);
        let mut sum = 0xCBF2_9CE4_8422_2325_u64;
        for &(who, what) in &*trace.lock().unwrap() {
            for part in [who, what] {
                sum = (sum ^ u64::from(part)).wrapping_mul(0x100_0000_01B3);
            }
        }
        inside.store(sum, Ordering::Relaxed);
    });
    hash.load(Ordering::Relaxed)
}

/// On each engine, with any number of processors and workers (the gate runs it with several), in debug and release builds.
#[test]
fn a_thousand_seeds_repeat_everywhere() {
    let courses: Vec<u64> = (0..1000).map(course).collect();
    let again: Vec<u64> = (0..1000).map(course).collect();
    assert_eq!(courses, again);
    let different: std::collections::HashSet<_> = courses.iter().collect();
    assert!(different.len() > 900, "{} courses", different.len());
    let all = courses.iter().fold(0_u64, |all, course| all.rotate_left(1) ^ course);
    assert_eq!(
        all, 5_585_416_534_641_536_114,
        "the courses of these seeds have changed; that is right only if what decides has"
    );
}

#[test]
fn schedules_are_counted() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = runs.clone();
    let explored = Explorer::new().schedules(37).run(move || _ = counted.fetch_add(1, Ordering::Relaxed));
    assert_eq!((explored.schedules, runs.load(Ordering::Relaxed)), (37, 37));
}

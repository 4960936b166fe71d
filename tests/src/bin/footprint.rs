//! Programs for the tests of what goroutines take: memory, memory maps, address space, and processor time while they
//! wait.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::max_procs;
use goroutines::time::sleep;
use goroutines_tests::process::{maps, processor_time, status};
use goroutines_tests::{ms, sized};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, hint};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("hello") => println!("in a goroutine"),
        Some("crowd") => a_crowd_comes_and_goes(),
        Some("deep") => deep_stacks_are_given_back(),
        Some("deep-again") => deep_stacks_are_used_again(),
        Some("too-many-that-end") => too_many_that_end(),
        Some("too-many-that-wait") => too_many_that_wait(),
        Some("messages") => messages_a_millisecond_apart(),
        Some("idle") => nothing_to_do(),
        other => panic!("no scenario {other:?}"),
    }
}

/// Asserts that a number of kilobytes is within a limit.
#[track_caller]
fn assert_within(what: &str, kilobytes: usize, limit: usize) {
    assert!(kilobytes <= limit, "{what}: {kilobytes} kB, more than {limit} kB");
}

/// Waits until the process has no more memory than that: stacks that are not needed are given back in the background.
#[track_caller]
fn comes_down(what: &str, limit: usize) {
    let start = Instant::now();
    while status("VmRSS") > limit && start.elapsed() < Duration::from_secs(60) {
        goroutines::time::sleep(Duration::from_millis(10));
    }
    assert_within(what, status("VmRSS"), limit);
}

/// GO-11, RU-04: more goroutines are blocked at a time than a guard page of its own for each would allow, and the
/// memory that they took comes back.
fn a_crowd_comes_and_goes() {
    const CROWD: usize = 100_000;
    let (rss_before, maps_before) = (status("VmRSS"), maps());
    let mut left = Vec::new();
    for _ in 0..2 {
        let (gate_tx, gate) = chan::<()>(0);
        let (here_tx, here) = chan(0);
        for _ in 0..CROWD {
            go!(|gate = gate.clone(), here_tx = here_tx.clone()| {
                here_tx.send(()).unwrap();
                assert!(gate.recv().is_err());
                here_tx.send(()).unwrap();
            });
        }
        (0..CROWD).for_each(|_| here.recv().unwrap());
        let (rss, new_maps) = (status("VmRSS"), maps() - maps_before);
        drop(gate_tx);
        (0..CROWD).for_each(|_| here.recv().unwrap());
        // Those that have sent for the last time have yet to end.
        while goroutines::runtime::num_goroutine() > 1 {
            goroutines::yield_now();
        }
        // What stays is what a worker keeps for its next goroutines, and the allocator for its next allocations.
        comes_down("resident after all have ended", rss / 4);
        left.push(status("VmRSS"));
        println!(
            "{CROWD} blocked: {:.2} kB each, {new_maps} maps, {} GB of address space; afterwards {} kB",
            (rss - rss_before) as f64 / CROWD as f64,
            status("VmPeak") >> 20,
            status("VmRSS"),
        );
        // Those of a stack each would be a hundred times as many; spare workers have some as well.
        assert!(new_maps < CROWD / 100, "{new_maps} maps");
    }
    // A worker that had no part in the first crowd may keep a thousand stacks of the second, of a page each.
    let hoards = max_procs() * 4_096;
    comes_down("resident after the second crowd", left[0] + left[0] / 4 + hoards);
}

/// Uses about that many kilobytes of stack, calls `bottom` there, and returns how many frames were as they were left.
fn dig(kilobytes: usize, bottom: &mut dyn FnMut()) -> usize {
    let frame = hint::black_box([kilobytes; 128]);
    if kilobytes == 0 {
        bottom();
        return 0;
    }
    let below = dig(kilobytes - 1, bottom);
    below + usize::from(hint::black_box(&frame).iter().all(|&word| word == kilobytes))
}

/// How many goroutines are deep in their stacks at a time, and how deep in kilobytes.
const DIGGERS: usize = 500;
const DEPTH: usize = 100;

/// Has all of them deep in their stacks at a time, and then end. Returns what the process took in between, in kilobytes.
fn dig_together() -> usize {
    let (gate_tx, gate) = chan::<()>(0);
    let (here_tx, here) = chan(0);
    let diggers: Vec<_> = (0..DIGGERS)
        .map(|_| {
            go!(|gate = gate.clone(), here_tx = here_tx.clone()| dig(DEPTH, &mut || {
                here_tx.send(()).unwrap();
                assert!(gate.recv().is_err());
            }))
        })
        .collect();
    (0..DIGGERS).for_each(|_| here.recv().unwrap());
    let deep = status("VmRSS");
    drop(gate_tx);
    diggers.into_iter().for_each(|digger| assert_eq!(digger.join().unwrap(), DEPTH));
    deep
}

/// ST-09; stack_test.go TestStackMem: the memory comes back when the workers have nothing to do.
fn deep_stacks_are_given_back() {
    let before = status("VmRSS");
    let deep = dig_together();
    assert!(deep > before + DIGGERS * DEPTH, "the stacks are in use: {deep} kB");
    let limit = before + (deep - before) / 4;
    let end = Instant::now();
    while status("VmRSS") > limit {
        assert!(end.elapsed() < Duration::from_secs(10), "{deep} kB, and still {} kB", status("VmRSS"));
        sleep(ms(10));
    }
    println!("{DIGGERS} deep stacks: {deep} kB, {} kB after {:.1?}", status("VmRSS"), end.elapsed());
}

/// GO-14, ST-09: where the memory does not come back, it is used again.
fn deep_stacks_are_used_again() {
    // Which worker starts how many is chance, so others than before may need stacks: as many as all of them together, for
    // each worker. Stacks that were not used again would be ten times as many.
    let workers = max_procs();
    let before = dig_together();
    (0..50).for_each(|_| _ = dig_together());
    let after = dig_together();
    println!("{DIGGERS} deep stacks: {before} kB, {after} kB after 50 times more");
    assert_within("deep stacks, used again", after, before * workers + before / 2);
}

/// How many goroutines the second argument asks for: more than there is room for stacks.
fn too_many() -> usize {
    env::args().nth(2).and_then(|number| number.parse().ok()).expect("how many")
}

/// Those that have no stack wait, and get their turn when others end.
fn too_many_that_end() {
    let crowd = too_many();
    let (started, sum) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (gate_tx, gate) = chan::<()>(0);
    let wg = WaitGroup::new();
    for number in 1..=crowd {
        let (started, sum, gate) = (Arc::clone(&started), Arc::clone(&sum), gate.clone());
        wg.go(move || {
            started.fetch_add(1, Ordering::SeqCst);
            assert!(gate.recv().is_err());
            sum.fetch_add(number, Ordering::SeqCst);
        });
    }
    // Until no more can start.
    let mut before = usize::MAX;
    while before != started.load(Ordering::SeqCst) {
        before = started.load(Ordering::SeqCst);
        sleep(ms(100));
    }
    println!("{before} of {crowd} have started before any has ended");
    drop(gate_tx);
    wg.wait();
    assert!(before < crowd, "there was room for all {crowd}");
    assert_eq!(sum.load(Ordering::SeqCst), crowd * (crowd + 1) / 2);
    println!("all have run");
}

/// They wait until all are there, which can never be.
fn too_many_that_wait() {
    let crowd = too_many();
    let wg = WaitGroup::new();
    wg.add(crowd as isize);
    for _ in 0..crowd {
        go!(|wg = wg.clone()| {
            wg.done();
            wg.wait();
        });
    }
    wg.wait();
    println!("there was room for all {crowd}");
}

/// Prints what share of one processor the program has used since `start`, and asserts that it is not more than allowed.
fn assert_share(what: &str, start: Instant, used_before: Duration, percent: u32) {
    let (used, elapsed) = (processor_time() - used_before, start.elapsed());
    let share = used.as_secs_f64() / elapsed.as_secs_f64() * 100.0;
    println!("{what} with {} workers: {used:.0?} of {elapsed:.1?}, {share:.1} % of one processor", max_procs());
    assert!(share < f64::from(percent), "{what}: {share:.1} %");
}

/// A goroutine that sleeps between its messages, and one that answers them.
fn messages_a_millisecond_apart() {
    let (ask_tx, asked) = chan(0);
    let (answer_tx, answer) = chan(0);
    go!(|| while let Ok(value) = asked.recv() {
        answer_tx.send(value).unwrap();
    });
    let (start, used) = (Instant::now(), processor_time());
    let rounds = sized(1_600);
    for round in 0..rounds {
        sleep(ms(1));
        ask_tx.send(round).unwrap();
        assert_eq!(answer.recv(), Ok(round));
    }
    assert_share("messages a millisecond apart", start, used, 60);
}

/// SC-10; runtime/metrics_test.go TestCPUMetricsSleep
fn nothing_to_do() {
    let (tx, rx) = chan::<()>(0);
    for _ in 0..100 {
        go!(|rx = rx.clone()| _ = rx.recv());
        go!(sleep(Duration::from_secs(100)));
    }
    let (start, used) = (Instant::now(), processor_time());
    sleep(Duration::from_secs(2));
    assert_share("nothing to do", start, used, 5);
    drop(tx);
}

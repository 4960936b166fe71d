//! `runtime::on_switch`, and what the runtime says of slices that last too long. Each in a process of its own where it is the
//! process's; hooks stay for ever.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::{self, Switch};
use goroutines::sync::Mutex;
use goroutines::time::sleep;
use goroutines::{Builder, yield_now};
use goroutines_tests::child::Child;
use goroutines_tests::{ms, sized, watch};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::thread;

thread_local! {
    /// A library's context.
    static CONTEXT: Cell<u64> = const { Cell::new(0) };
    static CONTEXTS: RefCell<HashMap<u64, u64>> = RefCell::default();
}

fn follow(switch: Switch) {
    let id = runtime::current().id();
    match switch {
        Switch::Resumed => CONTEXT.set(CONTEXTS.with_borrow_mut(|all| all.remove(&id)).expect("it was suspended")),
        Switch::Suspended => _ = CONTEXTS.with_borrow_mut(|all| all.insert(id, CONTEXT.take())),
        _ => CONTEXT.set(0),
    }
}

static TOLD: std::sync::Mutex<Vec<(u64, Switch, thread::ThreadId)>> = std::sync::Mutex::new(Vec::new());

fn note(switch: Switch) {
    let current = runtime::current();
    if current.name() == Some("noted") {
        TOLD.lock().unwrap().push((current.id(), switch, thread::current().id()));
    }
}

fn install() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        runtime::on_switch(follow);
        runtime::on_switch(note);
    });
}

#[test]
fn a_context_follows_its_goroutine() {
    let _watch = watch("a_context_follows_its_goroutine");
    install();
    let shared = Arc::new(Mutex::new(0));
    let (tx, rx) = chan::<u64>(0);
    let all: Vec<_> = (1..=sized(400) as u64)
        .map(|me| {
            go!(|shared = shared.clone(), tx = tx.clone()| {
                assert_eq!(CONTEXT.get(), 0, "it starts without one");
                CONTEXT.set(me);
                for round in 0..20 {
                    match (me + round) % 4 {
                        0 => yield_now(),
                        1 => *shared.lock() += 1,
                        2 => tx.send(me).unwrap(),
                        _ => sleep(ms(1)),
                    }
                    assert_eq!(CONTEXT.get(), me);
                }
            })
        })
        .collect();
    drop(tx);
    assert_eq!(rx.iter().count(), sized(400) * 5);
    all.into_iter().for_each(|handle| handle.join().unwrap());
}

#[test]
fn each_switch_is_told_once_and_on_its_thread() {
    let _watch = watch("each_switch_is_told_once_and_on_its_thread");
    install();
    let (tx, rx) = chan::<()>(0);
    let handle = Builder::new().name("noted").spawn(move || {
        yield_now();
        let _ = rx.recv();
        thread::current().id()
    });
    let handle = handle.unwrap();
    let id = handle.id();
    drop(tx);
    let home = handle.join().unwrap();
    loop {
        let told = TOLD.lock().unwrap().clone();
        let mine: Vec<_> = told.into_iter().filter(|&(other, ..)| other == id).collect();
        if mine.last().is_some_and(|&(_, switch, _)| switch == Switch::Ended) {
            assert!(mine.iter().all(|&(.., thread)| thread == home), "{mine:?}");
            let switches: Vec<_> = mine.iter().map(|&(_, switch, _)| switch).collect();
            assert_eq!((switches[0], switches[switches.len() - 1]), (Switch::Started, Switch::Ended));
            let between = &switches[1..switches.len() - 1];
            assert!(between.chunks(2).all(|pair| pair == [Switch::Suspended, Switch::Resumed]), "{switches:?}");
            assert!(between.len() >= 2, "it has yielded: {switches:?}");
            return;
        }
        thread::yield_now();
    }
}

fn run(scenario: &str, variable: Option<(&str, &str)>) -> String {
    let child = Child::new(env!("CARGO_BIN_EXE_stalled"), scenario).env("GOMAXPROCS", "1");
    let outcome = variable.into_iter().fold(child, |child, (name, value)| child.env(name, value)).run();
    outcome.assert_code(0);
    assert_eq!(outcome.stdout, "done\n", "{outcome:#?}");
    outcome.stderr
}

// SC-13
#[test]
fn the_limit_of_a_stall_can_be_set() {
    let _watch = watch("the_limit_of_a_stall_can_be_set");
    for report in [run("by-function", None), run("waits-first", Some(("GOROUTINES_STALL", "50ms")))] {
        assert_eq!(
            report.matches("has kept its worker for over 50ms, and 1 goroutine waits behind it").count(),
            1,
            "{report}"
        );
    }
    let report = run("waits-first", Some(("GOROUTINES_STALL", "50ms")));
    assert!(report.contains(" and last seen waiting at tests/src/bin/stalled.rs:"), "{report}");
    assert_eq!(run("waits-first", None), "", "not after a second");
    let report = run("waits-first", Some(("GOROUTINES_STALL", "soon")));
    assert_eq!(report, "goroutines: GOROUTINES_STALL=soon is no time, such as 100ms or 2s; going on with 1s\n");
}

// TR-09
#[test]
fn long_slices_and_latencies_are_counted() {
    let _watch = watch("long_slices_and_latencies_are_counted");
    assert_eq!(run("counted", None), "");
}

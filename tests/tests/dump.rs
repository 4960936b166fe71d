//! `runtime::dump` and `runtime::current`: what can be seen of goroutines from outside and inside.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::{Builder, JoinHandle, blocking, runtime, yield_now};
use goroutines_tests::child::Child;
use goroutines_tests::{ms, sized, watch};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A dump's paragraphs by goroutine.
///
/// # Panics
///
/// If a goroutine has two.
fn dump() -> BTreeMap<u64, String> {
    let mut text = Vec::new();
    runtime::dump_full(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    let mut paragraphs = BTreeMap::new();
    for paragraph in text.trim_end().split("\n\n").filter(|paragraph| paragraph.starts_with("goroutine ")) {
        let id = paragraph.split(' ').nth(1).unwrap().parse().unwrap();
        let twice = paragraphs.insert(id, paragraph.to_owned());
        assert!(twice.is_none(), "goroutine {id} stands there twice:\n{text}");
    }
    paragraphs
}

/// Waits until the dump says this of a goroutine.
fn until(id: u64, head: &str) -> String {
    loop {
        match dump().remove(&id) {
            Some(paragraph) if paragraph.starts_with(head) => return paragraph,
            _ => thread::yield_now(),
        }
    }
}

fn parked(rx: &Receiver<()>) -> JoinHandle<()> {
    go!(|rx = rx.clone()| {
        let _ = rx.recv();
    })
}

// TR-01, TR-04; after Go's runtime/stack_test.go:TestStackAllOutput and traceback_test.go:TestTracebackParentChildGoroutines
#[test]
fn a_paragraph_says_what_it_is_where_it_waits_and_who_started_it() {
    let _watch = watch("a_paragraph_says_what_it_is_where_it_waits_and_who_started_it");
    let (tx, rx) = chan::<()>(0);
    let (ids_tx, ids_rx) = chan(0);
    let parent = go!(
        #[goroutine(name = "parent")]
        || {
            let child = go!(#[goroutine(name = "child")] |rx = rx.clone()| {
                let _ = rx.recv();
            });
            ids_tx.send(child.id()).unwrap();
            child.join().unwrap();
        }
    );
    let child = ids_rx.recv().unwrap();
    let text = until(child, &format!("goroutine {child} [chan receive]: child\n"));
    assert!(text.contains("\n\tblocked at tests/tests/dump.rs:"), "{text}");
    assert!(text.contains("\n\tstarted at tests/tests/dump.rs:"), "{text}");
    assert!(text.ends_with(&format!(" in goroutine {}", parent.id())), "{text}");
    let text = until(parent.id(), &format!("goroutine {} [goroutine join]: parent\n", parent.id()));
    assert!(!text.contains(" in goroutine "), "a thread has started it: {text}");
    drop(tx);
    let parent_id = parent.id();
    parent.join().unwrap();
    let after = dump();
    assert!(!after.contains_key(&child) && !after.contains_key(&parent_id), "they have ended: {after:#?}");
}

// TR-01
#[test]
fn one_that_runs_is_there_though_it_was_never_suspended() {
    let _watch = watch("one_that_runs_is_there_though_it_was_never_suspended");
    let stop = Arc::new(AtomicBool::new(false));
    let spin = |stop: Arc<AtomicBool>| {
        move || {
            while !stop.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        }
    };
    // One after the other: there may be a single worker.
    for name in [None, Some("runner")] {
        stop.store(false, Ordering::Relaxed);
        let builder = name.into_iter().fold(Builder::new(), Builder::name);
        let runner = builder.spawn(spin(Arc::clone(&stop))).unwrap();
        let id = runner.id();
        let name = name.map_or(String::new(), |name| format!(" {name}"));
        let text = until(id, &format!("goroutine {id} [running]:{name}\n"));
        assert!(text.contains("\n\tstarted at tests/tests/dump.rs:"), "{text}");
        stop.store(true, Ordering::Relaxed);
        runner.join().unwrap();
    }
}

// TR-01
#[test]
fn a_goroutine_that_dumps_sees_itself_running() {
    let _watch = watch("a_goroutine_that_dumps_sees_itself_running");
    let text = go!(|| {
        yield_now();
        dump().remove(&runtime::current().id())
    });
    let text = text.join().unwrap().expect("it is there");
    assert!(text.contains(" [running]:"), "{text}");
}

// TR-07; after Go's runtime/pprof/pprof_test.go:TestGoroutineProfileConcurrency
#[test]
fn dumps_while_goroutines_come_and_go() {
    let _watch = watch("dumps_while_goroutines_come_and_go");
    let (tx, rx) = chan::<()>(0);
    let old: Vec<JoinHandle<()>> = (0..100).map(|_| parked(&rx)).collect();
    for handle in &old {
        until(handle.id(), &format!("goroutine {} [chan receive]:", handle.id()));
    }
    let stop = Arc::new(AtomicBool::new(false));
    let busy = |stop: Arc<AtomicBool>| {
        move || {
            while !stop.load(Ordering::Relaxed) {
                let (tx, rx) = chan(0);
                let short: Vec<_> = (0..10).map(|_| go!(|tx = tx.clone()| tx.send(()).unwrap())).collect();
                drop(tx);
                for () in rx {
                    yield_now();
                }
                for handle in short {
                    handle.join().unwrap();
                }
            }
        }
    };
    let on_goroutines: Vec<_> = (0..4).map(|_| goroutines::spawn(busy(Arc::clone(&stop)))).collect();
    let on_thread = thread::spawn(busy(Arc::clone(&stop)));
    let look = |old: Vec<u64>| {
        for _ in 0..sized(200) {
            let all = dump();
            for id in &old {
                assert!(all.get(id).is_some_and(|text| text.contains("[chan receive]")), "{id}: {:?}", all.get(id));
            }
        }
    };
    let ids: Vec<u64> = old.iter().map(JoinHandle::id).collect();
    let (first, second) = (
        thread::spawn({
            let ids = ids.clone();
            move || look(ids)
        }),
        goroutines::spawn(move || look(ids)),
    );
    first.join().unwrap();
    second.join().unwrap();
    stop.store(true, Ordering::Relaxed);
    on_goroutines.into_iter().for_each(|handle| handle.join().unwrap());
    on_thread.join().unwrap();
    drop(tx);
    old.into_iter().for_each(|handle| handle.join().unwrap());
}

/// A writer that hands each piece to a goroutine and waits for its answer.
struct Slow {
    pieces: Sender<Vec<u8>>,
    answers: Receiver<usize>,
}

impl Write for Slow {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.pieces.send(piece.to_owned()).map_err(io::Error::other)?;
        self.answers.recv().map_err(io::Error::other)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

// TR-07
#[test]
fn the_writer_may_park_and_fail() {
    let _watch = watch("the_writer_may_park_and_fail");
    let (stay_tx, stay_rx) = chan::<()>(0);
    let stays: Vec<_> = (0..5).map(|_| parked(&stay_rx)).collect();
    for handle in &stays {
        until(handle.id(), &format!("goroutine {} [chan receive]:", handle.id()));
    }
    let (pieces, pieces_rx) = chan::<Vec<u8>>(0);
    let (answers_tx, answers) = chan(0);
    let echo = go! {
        // It ends after three, and then there is nobody to answer.
        for _ in 0..3 {
            goroutines::time::sleep(ms(1));
            answers_tx.send(pieces_rx.recv().unwrap().len()).unwrap();
        }
    };
    let dumper = go!(|| runtime::dump_full(&mut Slow { pieces, answers }));
    echo.join().unwrap();
    assert_eq!(dumper.join().unwrap().unwrap_err().kind(), io::ErrorKind::Other);
    drop(stay_tx);
    stays.into_iter().for_each(|handle| handle.join().unwrap());
}

// TR-07
#[test]
fn those_that_have_not_started_are_counted() {
    let _watch = watch("those_that_have_not_started_are_counted");
    let outcome = Child::new(env!("CARGO_BIN_EXE_reports"), "unstarted").env("GOMAXPROCS", "1").run();
    outcome.assert_code(0);
    let mut parts = outcome.stdout.split("---\n");
    assert!(parts.next().unwrap().ends_with("\n3 goroutines have not started\n"), "{outcome:#?}");
    assert!(parts.next().unwrap().ends_with("\n1 goroutine has not started\n"), "{outcome:#?}");
    assert!(!parts.next().unwrap().contains("not started"), "{outcome:#?}");
}

/// The functions of each stack, by the name of its goroutine.
fn stacks(report: &str) -> BTreeMap<&str, Vec<&str>> {
    let paragraphs = report.split("\n\n").filter(|paragraph| paragraph.starts_with("goroutine "));
    let stacks = paragraphs.map(|paragraph| {
        let name = paragraph.lines().next().unwrap().rsplit("]: ").next().unwrap();
        let frames = paragraph.lines().filter_map(|line| line.strip_prefix("\tin ")?.split_once(" at "));
        let own = frames.filter(|(_, place)| place.contains("src/bin/reports.rs:"));
        // Optimised builds know an inlined function by its bare name.
        (name, own.map(|(function, _)| function.trim_start_matches("reports::")).collect())
    });
    stacks.collect()
}

const DEEP: [&str; 3] = ["innermost", "middle", "outermost"];

fn assert_stacks(report: &str) {
    let stacks = stacks(report);
    for name in ["receiver", "small", "yielding", "cleaner"] {
        let stack = stacks.get(name).unwrap_or_else(|| panic!("no {name}:\n{report}"));
        // The optimiser may have left out the frame of a function that ends with a call.
        let stack = stack.strip_prefix(&DEEP[..1]).unwrap_or(if cfg!(debug_assertions) { &[] } else { stack });
        assert!(stack.starts_with(&DEEP[1..]), "{name}: the user's call stands on top:\n{report}");
        assert!(stack[2].contains("closure"), "{name}: up to the closure:\n{report}");
        let paragraph = report.split("\n\n").find(|paragraph| paragraph.contains(&format!("]: {name}\n"))).unwrap();
        assert!(!paragraph.contains("runtime/src/"), "{name}: none of the runtime's:\n{report}");
    }
}

// TR-03, TR-04, DL-02
#[test]
fn a_report_has_the_stacks_of_those_that_wait() {
    let _watch = watch("a_report_has_the_stacks_of_those_that_wait");
    for engine in ["generator", "native"] {
        for workers in ["1", "2", "8"] {
            for (scenario, code) in [("deep-dump", 0), ("deep-deadlock", 2), ("deep-quit", 2)] {
                let child = Child::new(env!("CARGO_BIN_EXE_reports"), scenario).env("RUST_BACKTRACE", "1");
                let outcome = child.env("GOMAXPROCS", workers).env("GOROUTINES_ENGINE", engine).run();
                outcome.assert_code(code);
                assert_stacks(if code == 0 { &outcome.stdout } else { &outcome.stderr });
            }
        }
    }
}

// TR-03, PA-17
#[test]
fn a_report_does_not_wait_for_a_worker_that_is_stuck() {
    let _watch = watch("a_report_does_not_wait_for_a_worker_that_is_stuck");
    let child = Child::new(env!("CARGO_BIN_EXE_reports"), "quit-busy").env("RUST_BACKTRACE", "1");
    let outcome = child.env("GOMAXPROCS", "1").run();
    outcome.assert_code(2);
    assert!(
        outcome.stderr.contains("goroutine 1 [running]: main\n\tstack unavailable while it runs\n"),
        "{outcome:#?}"
    );
    assert_eq!(outcome.stderr.matches("\tstack unavailable\n").count(), 3, "{outcome:#?}");
}

// TR-03, TR-07
#[test]
fn stacks_are_taken_while_goroutines_talk() {
    let _watch = watch("stacks_are_taken_while_goroutines_talk");
    for engine in ["generator", "native"] {
        for workers in ["1", "2", "8"] {
            let child = Child::new(env!("CARGO_BIN_EXE_reports"), "talk").env("RUST_BACKTRACE", "1");
            child.env("GOMAXPROCS", workers).env("GOROUTINES_ENGINE", engine).run().assert_prints("done\n");
        }
    }
}

/// Waits until so many wait, and gives the dump.
fn dump_of(waiting: usize) -> String {
    let crowd = format!("{waiting} goroutines [");
    loop {
        let mut text = Vec::new();
        runtime::dump(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        if text.contains(&crowd) {
            return text;
        }
        yield_now();
    }
}

// TR-01
#[test]
fn those_that_wait_at_the_same_place_are_one_paragraph() {
    let _watch = watch("those_that_wait_at_the_same_place_are_one_paragraph");
    let count = sized(8_000);
    let (tx, rx) = chan::<()>(0);
    let first = parked(&rx);
    let all: Vec<_> = (1..count).map(|_| parked(&rx)).collect();
    let text = dump_of(count);
    let paragraph = text.split("\n\n").find(|paragraph| paragraph.starts_with(&format!("{count} "))).unwrap();
    let head = paragraph.lines().next().unwrap();
    assert!(head.starts_with(&format!("{count} goroutines [chan receive")), "{text}");
    assert!(head.contains(&format!("]: {}, ", first.id())) && head.ends_with(", …"), "the first few: {text}");
    assert!(paragraph.contains("\n\tblocked at tests/tests/dump.rs:"), "{text}");
    assert!(paragraph.contains("\n\tstarted at tests/tests/dump.rs:"), "{text}");
    let stalled = runtime::stalled(std::time::Duration::ZERO);
    let group = stalled.iter().find(|group| group.count == count).expect("the same group");
    assert_eq!((group.reason, group.blocked_at.file()), ("chan receive", "tests/tests/dump.rs"));
    assert!(group.youngest <= group.oldest && group.ids.first() == Some(&first.id()), "{group:?}");
    drop(tx);
    all.into_iter().chain([first]).for_each(|handle| handle.join().unwrap());
}

// PA-03
#[test]
fn the_current_goroutine_has_an_id_and_a_name() {
    let _watch = watch("the_current_goroutine_has_an_id_and_a_name");
    let builder = thread::Builder::new().name("plain".to_owned());
    builder
        .spawn(|| {
            assert_eq!((runtime::current().id(), runtime::current().name()), (0, Some("plain")));
            assert_eq!(runtime::current().to_string(), "thread plain");
        })
        .unwrap()
        .join()
        .unwrap();
    let handle = go!(
        #[goroutine(name = "named")]
        || runtime::current()
    );
    let (id, outside) = (handle.id(), handle.goroutine());
    let inside = handle.join().unwrap();
    // Both outlive the goroutine and its handle.
    for goroutine in [outside, inside.clone(), inside] {
        assert_eq!((goroutine.id(), goroutine.name()), (id, Some("named")));
        assert_eq!(goroutine.to_string(), format!("goroutine {id} (named)"));
    }
    // Also for what runs on a thread of the pool, which has a name of its own.
    let calls = go!(
        #[goroutine(name = "caller")]
        || (runtime::current().id(), blocking(runtime::current))
    );
    let (id, in_the_call) = calls.join().unwrap();
    assert_eq!((in_the_call.id(), in_the_call.name()), (id, Some("caller")));
    let nameless = go!(|| runtime::current()).join().unwrap();
    assert_eq!(nameless.name(), None);
    assert_eq!(nameless.to_string(), format!("goroutine {}", nameless.id()));
    let scoped = scope(|s| {
        let handle = go!(in s, || runtime::current());
        (handle.goroutine().id(), handle.join().unwrap().id())
    });
    assert_eq!(scoped.0, scoped.1);
}

// GO-01
#[test]
fn the_main_goroutine_is_the_first() {
    let _watch = watch("the_main_goroutine_is_the_first");
    Child::new(env!("CARGO_BIN_EXE_reports"), "main").run().assert_prints("goroutine 1 (main)\n");
}

//! How a process with goroutines ends, and what is true of a whole process only.
//!
//! Each test runs a program of `ending`, with one worker and with several.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::{DEFAULT_STACK, watch};
use std::os::unix::process::ExitStatusExt as _;
use std::thread;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ending");
const SIGABRT: i32 = 6;

fn run(scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for workers in ["1", "2", "8"] {
        check(&Child::new(PROGRAM, scenario).env("GOMAXPROCS", workers).run());
    }
}

// GO-06: the result of main is that of the process
#[test]
fn mains_result_is_the_exit_status() {
    run("unit", |outcome| outcome.assert_prints("in a goroutine\n"));
    run("ok", |outcome| outcome.assert_code(0));
    run("code", |outcome| outcome.assert_code(7));
    run("err", |outcome| {
        outcome.assert_code(1);
        assert_eq!(outcome.stdout, "destructors of main run\n");
        assert_eq!(outcome.stderr, "Error: \"no luck\"\n");
    });
}

#[test]
fn a_panic_of_main_is_std_s_status() {
    run("panic", |outcome| {
        outcome.assert_code(101);
        assert_eq!(outcome.stdout, "destructors of main run\n");
        assert!(
            outcome.stderr.trim_start().starts_with("goroutine 1 (main), started at tests/src/bin/ending.rs:"),
            "{outcome:#?}"
        );
        assert!(outcome.stderr.contains("main panics"), "{outcome:#?}");
    });
}

// PA-01 [D]
#[test]
fn a_panic_of_another_goroutine_is_reported_with_its_name() {
    run("panic-in-goroutine", |outcome| {
        outcome.assert_prints("main goes on\n");
        assert!(outcome.stderr.contains("(unlucky), started at tests/src/bin/ending.rs:"), "{outcome:#?}");
        assert!(outcome.stderr.contains("only this one"), "{outcome:#?}");
    });
}

// PA-01: Go's rule, when it is asked for
#[test]
fn a_panic_ends_the_process_where_main_says_so() {
    run("abort", |outcome| {
        outcome.assert_code(2);
        assert_eq!(outcome.stdout, "deferred calls run\n");
        assert!(outcome.stderr.contains("the end of all"), "{outcome:#?}");
    });
    run("abort-goexit", |outcome| outcome.assert_prints("goexit is no panic\n"));
}

// GO-06, RU-06, PA-02
#[test]
fn others_are_not_waited_for_and_not_unwound() {
    run("tight-loop", |outcome| outcome.assert_prints("main returns\n"));
    run("destructors", |outcome| outcome.assert_prints("main returns\n"));
    run("thread-only", |outcome| outcome.assert_prints("main returns\n"));
}

#[track_caller]
fn assert_overflow(outcome: &Outcome, who: &str, size: &str) {
    assert_eq!(outcome.status.signal(), Some(SIGABRT), "{outcome:#?}");
    let line = format!("has overflowed its stack of {size}\n");
    assert!(outcome.stderr.contains(who) && outcome.stderr.contains(&line), "{outcome:#?}");
    assert_eq!(outcome.stderr.matches("fatal error: stack overflow").count(), 1, "{outcome:#?}");
    assert!(outcome.stderr.contains("stack_size = \""), "it says how to raise it: {outcome:#?}");
}

// ST-02
#[test]
fn a_stack_overflow_names_the_goroutine_and_its_stack() {
    run("overflow", |outcome| {
        assert_overflow(outcome, "goroutine 2 (digger), started at tests/src/bin/ending.rs:", "512 KiB")
    });
    run("default-overflow", |outcome| {
        assert_overflow(outcome, "goroutine 2, started at tests/src/bin/ending.rs:", DEFAULT_STACK);
    });
    run("main-overflow", |outcome| {
        assert_overflow(outcome, "goroutine 1 (main), started at tests/src/bin/ending.rs:", "8 MiB");
    });
}

#[test]
fn gomaxprocs_sets_the_number_of_workers() {
    let _watch = watch("gomaxprocs_sets_the_number_of_workers");
    let processors = thread::available_parallelism().expect("the system tells").get();
    let workers = |value: &str| Child::new(PROGRAM, "workers").env("GOMAXPROCS", value).run();
    for count in ["1", "2", "8", " 3 "] {
        workers(count).assert_prints(&format!("{} of {processors}\n", count.trim()));
    }
    for nonsense in ["", "0", "-1", "many", "2.5", "99999999999999999999999"] {
        workers(nonsense).assert_prints(&format!("{processors} of {processors}\n"));
    }
    let unset = Child::new(PROGRAM, "workers").without_env("GOMAXPROCS").run();
    unset.assert_prints(&format!("{processors} of {processors}\n"));
}

#[test]
fn the_attribute_sets_the_number_of_workers() {
    run("three-workers", |outcome| outcome.assert_prints("3\n"));
}

// GO-15, GO-17
#[test]
fn goroutines_are_counted() {
    run("count", |outcome| outcome.assert_prints("counted\n"));
}

#[test]
fn twenty_thousand_are_blocked_at_once() {
    run("crowd", |outcome| outcome.assert_prints("all were there\n"));
}

// SE-16
#[test]
fn arms_that_lose_leave_nothing_behind() {
    run("losing-arms", |outcome| outcome.assert_prints("no more than before\n"));
}

// GO-14
#[test]
fn goroutines_that_end_leave_nothing_behind() {
    run("batches", |outcome| outcome.assert_prints("no more than before\n"));
}

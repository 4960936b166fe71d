//! Trees of goroutines, goroutines without a stack, and engines.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;
use std::os::unix::process::ExitStatusExt as _;

const PROGRAM: &str = env!("CARGO_BIN_EXE_scale");
const SIGABRT: i32 = 6;

fn run(scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for workers in ["1", "2", "8"] {
        check(&Child::new(PROGRAM, scenario).env("GOMAXPROCS", workers).run());
    }
}

#[test]
fn a_tree_of_a_million_needs_a_handful_of_stacks() {
    run("skynet", |outcome| outcome.assert_prints("499999500000\nless than 100 MB\n"));
}

// Address space for some ten stacks of 64 MiB: the other goroutines wait for one.
#[test]
fn goroutines_wait_for_a_stack() {
    let _watch = watch("goroutines_wait_for_a_stack");
    for workers in ["1", "2", "8"] {
        let child = Child::limited(PROGRAM, "starved", "ulimit -v 1000000").env("GOMAXPROCS", workers);
        child.run().assert_prints("all have run\n");
    }
}

// The portable engine suspends a goroutine inside its own generator; the native one refuses in words.
#[test]
fn waiting_inside_a_generator() {
    let portable = Child::new(PROGRAM, "in-a-generator").env("GOROUTINES_ENGINE", "generator").run();
    portable.assert_prints("6\n");
    let native = Child::new(PROGRAM, "in-a-generator").env("GOROUTINES_ENGINE", "native").run();
    if native.stderr.contains("needs Linux 6.13") {
        return;
    }
    assert_eq!(native.status.signal(), Some(SIGABRT), "{native:#?}");
    assert!(native.stderr.contains("run the program with GOROUTINES_ENGINE=generator"), "{native:#?}");
}

#[test]
fn an_engine_that_does_not_exist_is_named() {
    let outcome = Child::new(PROGRAM, "in-a-generator").env("GOROUTINES_ENGINE", "steam").run();
    assert!(outcome.stderr.contains("GOROUTINES_ENGINE=steam names no engine"), "{outcome:#?}");
}

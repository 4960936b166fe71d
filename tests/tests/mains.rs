//! Main's end, and mains that are called more than once.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;

const WORKERS: [&str; 3] = ["1", "2", "8"];

fn run(scenario: &str, workers: &str) -> Outcome {
    Child::new(env!("CARGO_BIN_EXE_mains"), scenario).env("GOMAXPROCS", workers).run()
}

fn prints(scenario: &str, stdout: &str) {
    let _watch = watch(scenario);
    for workers in WORKERS {
        run(scenario, workers).assert_prints(stdout);
    }
}

// GO-06
#[test]
fn nothing_is_heard_of_goroutines_after_main() {
    let _watch = watch("late");
    for workers in WORKERS {
        let outcome = run("late", workers);
        outcome.assert_code(0);
        let (_, after) = outcome.stdout.split_once("main has returned\n").unwrap();
        // Each worker may have come to the line before it came to its next switch.
        let most = workers.parse().unwrap();
        assert!(after.lines().count() <= most, "{outcome:#?}");
    }
}

// GO-06
#[test]
fn who_panics_because_main_ends_is_not_heard_of() {
    let _watch = watch("cut-off");
    for scenario in ["cut-off", "cut-off-abort"] {
        for workers in WORKERS.repeat(10) {
            let outcome = run(scenario, workers);
            outcome.assert_code(0);
            assert_eq!(outcome.stderr, "", "{scenario}, {workers} workers");
        }
    }
}

#[test]
fn destructors_of_main_may_wait_for_others() {
    prints("locals", "done\n");
}

// GO-16
#[test]
fn a_second_main_is_an_ordinary_goroutine() {
    prints("inner", "done\n");
    prints("twice", "the first\nanother\ndone\n");
    prints("panics", "the first\ndone\n");
    prints("leaves", "the first\ndone\n");
}

#[test]
fn goroutines_go_on_where_the_process_does() {
    prints("goes-on", "done\n");
    prints("goes-on-elsewhere", "the first\ndone\n");
}

#[test]
fn stacks_keep_their_size() {
    let _watch = watch("stack-size");
    for workers in WORKERS {
        let outcome = run("stack-size", workers);
        outcome.assert_prints("done\n");
        let said = "`stack_size = \"2 MiB\"` on `fn main` comes too late: the runtime has started with stacks of ";
        assert!(outcome.stderr.contains(said), "{outcome:#?}");
    }
}

#[test]
fn options_that_come_late_are_reported_and_change_nothing() {
    let outcome = run("options", "2");
    outcome.assert_prints("done\n");
    assert!(outcome.stderr.contains("`max_procs = 1` on `fn main` comes too late"), "{outcome:#?}");
    assert!(outcome.stderr.contains("`panic = \"abort\"` on `fn main` comes too late"), "{outcome:#?}");
}

//! How many workers run goroutines at a time, and workers that are stuck.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};

fn run(scenario: &str, workers: &str) -> Outcome {
    Child::new(env!("CARGO_BIN_EXE_procs"), scenario).env("GOMAXPROCS", workers).run()
}

fn ends(scenario: &str, workers: &str) {
    let outcome = run(scenario, workers);
    outcome.assert_code(0);
    assert_eq!(outcome.stdout, "done\n", "{}", outcome.stderr);
}

/// SC-11, after Go's runtime/debug.go:GOMAXPROCS.
#[test]
fn the_number_is_set_and_asked_for() {
    ends("ask", "3");
}

/// SC-11.
#[test]
fn no_more_run_than_may() {
    ends("fewer", "4");
    ends("fewer", "8");
}

/// SC-11, SC-17.
#[test]
fn fewer_take_no_thread() {
    for workers in ["1", "2", "4"] {
        let program = env!("CARGO_BIN_EXE_procs");
        Child::limited(program, "refused", "ulimit -v 600000").env("GOMAXPROCS", workers).run().assert_prints("done\n");
    }
}

/// SC-11.
#[test]
fn one_that_was_in_a_system_call_is_waited_for_afterwards() {
    ends("been-away", "2");
}

/// SC-02, SC-13, after Go's proc_test.go:TestGoroutineParallelism and TestBigGOMAXPROCS.
#[test]
fn more_run_when_more_may() {
    ends("more", "1");
}

/// SC-11, after Go's proc_test.go:TestStopTheWorldDeadlock.
#[test]
fn the_number_changes_while_goroutines_run() {
    ends("to-and-fro", "2");
}

/// SC-14.
#[test]
fn a_system_call_does_not_hold_up_what_has_not_started() {
    ends("system-call", "1");
    ends("system-calls", "1");
    ends("system-calls", "2");
    ends("back", "1");
}

#[test]
fn a_worker_that_is_stuck_in_a_computation_is_reported_once() {
    let outcome = run("stuck", "1");
    outcome.assert_code(0);
    assert_eq!(outcome.stderr.matches("has kept its worker for over a second").count(), 1, "{}", outcome.stderr);
    let report = outcome.stderr.trim();
    assert!(report.contains("(cruncher), started at tests/src/bin/procs.rs:"), "{report}");
    assert!(report.contains("1 goroutine waits behind it"), "{report}");
    assert!(report.contains("`#[goroutine]`"), "{report}");
}

#[test]
fn a_worker_that_is_stuck_in_a_call_is_reported_once() {
    let outcome = run("stuck-asleep", "1");
    outcome.assert_code(0);
    let report = outcome.stderr.trim();
    assert_eq!(report.matches("has kept its worker for over a second").count(), 1, "{report}");
    assert!(report.contains("`goroutines::blocking(|| …)`"), "{report}");
}

#[test]
fn a_sleeper_whose_time_has_come_waits_behind_it_too() {
    let outcome = run("stuck-sleeper", "1");
    outcome.assert_code(0);
    assert!(outcome.stderr.contains("1 goroutine waits behind it"), "{}", outcome.stderr);
}

#[test]
fn one_that_is_alone_keeps_nobody_waiting() {
    let outcome = run("busy-alone", "1");
    outcome.assert_code(0);
    assert_eq!(outcome.stderr, "");
}

#[test]
fn one_that_starts_others_is_not_stuck() {
    let outcome = run("busy-spawner", "1");
    outcome.assert_prints("done\n");
    assert_eq!(outcome.stderr, "");
}

/// SC-11.
#[test]
fn what_starts_when_fewer_may_run_starts_where_it_may() {
    ends("new-ones", "8");
}

/// SC-11.
#[test]
fn the_number_goes_down_and_up_again() {
    ends("all-again", "4");
}

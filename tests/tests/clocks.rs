//! Timers and the process: deadlock reports, memory, processor time, one worker. Each test runs a program of `clocks`.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;

const DEADLOCK: &str = "fatal error: all goroutines are asleep - deadlock!";

fn run_with(workers: &[&str], scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for workers in workers {
        check(&Child::new(env!("CARGO_BIN_EXE_clocks"), scenario).env("GOMAXPROCS", workers).run());
    }
}

fn run(scenario: &str, check: impl Fn(&Outcome)) {
    run_with(&["1", "2", "8"], scenario, check);
}

/// The program ends in the report of a deadlock, after it has printed this.
fn assert_reported(outcome: &Outcome, stdout: &str) {
    outcome.assert_code(2);
    assert!(outcome.stderr.starts_with(DEADLOCK), "{outcome:#?}");
    assert_eq!(outcome.stdout, stdout, "{outcome:#?}");
}

// DL-06
#[test]
fn a_function_may_still_wake_somebody() {
    run("pending", |outcome| outcome.assert_prints("called\n"));
}

// DL-06
#[test]
fn the_report_follows_a_function_that_wakes_nobody() {
    run("for-nothing", |outcome| assert_reported(outcome, "called\n"));
}

// DL-06
#[test]
fn the_report_follows_a_function_that_a_thread_has_stopped() {
    run("stopped-by-a-thread", |outcome| assert_reported(outcome, "stopped: true\n"));
}

// DL-07
#[test]
fn timers_that_nobody_waits_for_do_not_count() {
    run("unwatched", |outcome| assert_reported(outcome, ""));
}

// DL-07, TI-17
#[test]
fn a_timer_that_was_stopped_wakes_nobody() {
    run("stopped", |outcome| {
        assert_reported(outcome, "");
        assert_eq!(outcome.stderr.matches("[chan receive]").count(), 2, "{outcome:#?}");
        assert_eq!(outcome.stderr.matches("[select]").count(), 1, "{outcome:#?}");
    });
}

// TI-06
#[test]
fn timers_fire_in_order() {
    run_with(&["1"], "queue", |outcome| outcome.assert_prints("in order\n"));
}

// TI-08, TI-21; GO-18
#[test]
fn functions_are_called_whatever_the_workers_do() {
    run("ping-pong", |outcome| outcome.assert_prints("called\n"));
    run("spinners", |outcome| outcome.assert_prints("called\n"));
}

#[test]
fn a_thread_starts_timers() {
    run("from-a-thread", |outcome| outcome.assert_prints("all were called\n"));
}

// TI-20
#[test]
fn dropped_timers_leave_nothing_behind() {
    run("dropped", |outcome| outcome.assert_prints("nothing is left\n"));
}

// DL-06, CX-10
#[test]
fn a_deadline_may_still_wake_somebody() {
    run("deadline", |outcome| outcome.assert_prints("context deadline exceeded\n"));
}

// DL-07, CX-13
#[test]
fn a_cancelled_deadline_wakes_nobody() {
    run("cancelled-deadline", |outcome| {
        assert_reported(outcome, "");
        assert!(outcome.stderr.contains("goroutine 1 [chan receive (nil chan)]"), "{outcome:#?}");
    });
}

// CX-04, CX-25
#[test]
fn contexts_leave_nothing_behind() {
    run("contexts", |outcome| outcome.assert_prints("nothing is left\n"));
}

#[test]
fn pending_timers_use_no_processor() {
    run("idle", |outcome| outcome.assert_prints("idle\n"));
}

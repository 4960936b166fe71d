//! `goroutines::signal`: signals as messages. Each test runs a program of `notified`, for signals are a whole process's.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;
use std::os::unix::process::ExitStatusExt as _;

const SIGINT: i32 = 2;
const SIGTERM: i32 = 15;

fn run(scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for engine in ["generator", "native"] {
        for workers in ["1", "2", "8"] {
            let child = Child::new(env!("CARGO_BIN_EXE_notified"), scenario);
            check(&child.env("GOMAXPROCS", workers).env("GOROUTINES_ENGINE", engine).run());
        }
    }
}

#[track_caller]
fn assert_killed(outcome: &Outcome, signal: i32, stdout: &str) {
    assert_eq!(outcome.status.signal(), Some(signal), "{outcome:#?}");
    assert_eq!(outcome.stdout, stdout, "{outcome:#?}");
}

// After Go's os/signal/signal_test.go:TestSignal
#[test]
fn each_listener_is_told_of_what_it_listens_to() {
    run("each", |outcome| outcome.assert_prints("interrupt\nuser defined signal 1 SIGUSR1\ntrue\n"));
}

// After Go's signal_test.go:TestSignal
#[test]
fn who_names_no_signal_is_told_of_all() {
    run("all", |outcome| outcome.assert_prints("window changed\nhangup\nterminated\n"));
}

// DL-09
#[test]
fn a_program_that_only_waits_for_signals_is_not_dead() {
    run("alone", |outcome| outcome.assert_prints("interrupt\n"));
    run("alone-context", |outcome| outcome.assert_prints("interrupt signal received\n"));
}

// DL-09
#[test]
fn when_nobody_listens_any_more_a_deadlock_is_reported() {
    run("dropped", |outcome| {
        outcome.assert_code(2);
        assert!(outcome.stderr.starts_with("fatal error: all goroutines are asleep - deadlock!"), "{outcome:#?}");
        assert_eq!(outcome.stdout, "Some(Canceled)\n");
    });
}

// After Go's signal_test.go:TestReset
#[test]
fn when_nobody_listens_any_more_a_signal_does_what_it_did() {
    run("default", |outcome| assert_killed(outcome, SIGTERM, "terminated\n"));
}

// After Go's signal_test.go:TestNohup
#[test]
fn what_was_ignored_is_ignored_again() {
    let _watch = watch("what_was_ignored_is_ignored_again");
    let child = Child::limited(env!("CARGO_BIN_EXE_notified"), "ignored", "trap '' HUP");
    child.run().assert_prints("hangup\ngoes on\n");
}

// After Go's signal_test.go:TestNotifyContextNotifications, TestNotifyContextSimultaneousStop
#[test]
fn a_signal_cancels_a_context_and_is_its_cause() {
    run("context", |outcome| outcome.assert_prints("terminated signal received\ncontext canceled\n"));
}

#[test]
fn the_second_interrupt_ends_a_program_that_cleans_up() {
    run("twice", |outcome| assert_killed(outcome, SIGINT, "cleans up\n"));
    run("cancelled", |outcome| assert_killed(outcome, SIGINT, ""));
}

// PA-17
#[test]
fn who_listens_to_quit_takes_the_place_of_the_report_for_as_long() {
    run("quit", |outcome| {
        outcome.assert_code(2);
        assert_eq!(outcome.stdout, "quit\n", "{outcome:#?}");
        assert!(outcome.stderr.starts_with("SIGQUIT: quit\n\ngoroutine 1 ["), "{outcome:#?}");
    });
}

#[test]
fn signals_are_passed_on_while_all_workers_are_busy() {
    run("busy", |outcome| outcome.assert_prints("told\n"));
}

// After Go's signal_test.go:TestSignal, TestStress
#[test]
fn none_is_lost_and_nobody_waits_for_a_slow_receiver() {
    run("storm", |outcome| outcome.assert_prints("true\n"));
}

#[test]
fn in_the_child_of_a_fork_a_signal_does_what_it_does_by_default() {
    run("fork", |outcome| outcome.assert_prints("true true\n"));
}

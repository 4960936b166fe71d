//! Reports that cannot be written: nobody dies of it. And reports in tests, which libtest captures.

#![forbid(unsafe_code)]

use goroutines::goroutine;
use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;
use std::env;

/// Runs a program of `mute`, whose standard error is a pipe that nobody reads, a full disk, or closed.
fn run(scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for engine in ["generator", "native", "nonsense"] {
        for how in ["broken", "full", "closed"] {
            let child = Child::new(env!("CARGO_BIN_EXE_mute"), scenario).arg(how);
            check(&child.env("GOROUTINES_ENGINE", engine).run());
        }
    }
}

#[test]
fn a_panic_whose_report_cannot_be_written_is_caught_as_ever() {
    run("panics", |outcome| outcome.assert_prints("survived\n"));
}

#[test]
fn the_exit_status_is_the_same_if_nobody_reads_the_report() {
    run("main-panics", |outcome| {
        outcome.assert_code(101);
        assert_eq!(outcome.stdout, "deferred calls run\n");
    });
    run("abort", |outcome| {
        outcome.assert_code(2);
        assert_eq!(outcome.stdout, "deferred calls run\n");
    });
    run("deadlock", |outcome| outcome.assert_code(2));
}

#[test]
fn the_watch_survives_a_report_that_cannot_be_written() {
    let _watch = watch("the_watch_survives_a_report_that_cannot_be_written");
    for how in ["broken", "full", "closed"] {
        Child::new(env!("CARGO_BIN_EXE_mute"), "stuck").arg(how).run().assert_prints("survived\n");
    }
}

/// What libtest prints of one of the tests below, which fail.
fn failing(test: &str) -> Outcome {
    let program = env::current_exe().expect("this program has a path");
    Child::new(program, test).arg("--exact").arg("--ignored").run()
}

#[goroutine]
#[test]
#[ignore = "it fails; a test runs it"]
fn fails_with_a_message() {
    panic!("the message");
}

#[goroutine]
#[test]
#[ignore = "it fails; a test runs it"]
fn fails_with_a_value() {
    std::panic::panic_any(7);
}

#[goroutine]
#[test]
#[should_panic(expected = "the very message")]
fn is_expected_to_panic() {
    panic!("the very message");
}

#[test]
fn what_a_tests_goroutine_panics_with_stands_in_the_report_of_the_test() {
    let _watch = watch("what_a_tests_goroutine_panics_with_stands_in_the_report_of_the_test");
    let outcome = failing("fails_with_a_message");
    outcome.assert_code(101);
    let report = outcome.stdout.split("---- fails_with_a_message stdout ----\n").nth(1).expect("there is a report");
    assert!(report.contains("the goroutine of this test has panicked: the message\n"), "{outcome:#?}");
    assert!(outcome.stderr.contains("goroutine 2 (fails_with_a_message), started at "), "{outcome:#?}");
    let outcome = failing("fails_with_a_value");
    outcome.assert_code(101);
    assert!(outcome.stdout.contains("test fails_with_a_value ... FAILED"), "{outcome:#?}");
}

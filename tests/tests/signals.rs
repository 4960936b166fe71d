//! Signals, and what is printed when a program ends for another reason than a deadlock.
//!
//! The programs send the signals to themselves, when they have come to the right point.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;
use std::os::unix::process::ExitStatusExt;

const SIGQUIT: i32 = 3;
const SIGSEGV: i32 = 11;
const SIGTERM: i32 = 15;

const NO_GOROUTINES: &str = "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n";

/// Runs a program of `reports` with 1, 2 and 8 workers.
fn run(scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for workers in ["1", "2", "8"] {
        check(&Child::new(env!("CARGO_BIN_EXE_reports"), scenario).env("GOMAXPROCS", workers).run());
    }
}

/// Without a core dump.
fn killed(program: &str, scenario: &str, signal: i32) -> Outcome {
    let _watch = watch(scenario);
    let outcome = Child::limited("env", "--default-signal=QUIT", "ulimit -c 0").arg(program).arg(scenario).run();
    assert_eq!(outcome.status.signal(), Some(signal), "{outcome:#?}");
    outcome
}

fn assert_quit(outcome: &Outcome, main: &str) {
    outcome.assert_code(2);
    let report = outcome.stderr.strip_prefix("SIGQUIT: quit\n\n").unwrap_or_else(|| panic!("{outcome:#?}"));
    assert!(report.starts_with(&format!("goroutine 1 [{main}]: main\n")), "{outcome:#?}");
    for name in ["first", "second", "third"] {
        let head = format!(" [chan receive]: {name}\n\tblocked at tests/src/bin/reports.rs:");
        assert_eq!(report.matches(&head).count(), 1, "{outcome:#?}");
    }
}

// PA-17
#[test]
fn sigquit_prints_what_the_goroutines_wait_for() {
    run("quit-idle", |outcome| assert_quit(outcome, "sleep"));
}

// PA-17
#[test]
fn sigquit_is_answered_though_the_only_worker_is_stuck() {
    run("quit-busy", |outcome| assert_quit(outcome, "running"));
}

// PA-17
#[test]
fn sigquit_is_answered_though_the_lock_of_stderr_is_held() {
    run("quit-holding-stderr", |outcome| assert_quit(outcome, "sleep"));
}

// PA-17
#[test]
fn sigquit_stays_ignored_where_it_is() {
    let _watch = watch("sigquit_stays_ignored_where_it_is");
    let ignoring = "trap '' QUIT";
    Child::limited(env!("CARGO_BIN_EXE_reports"), "quit-once", ignoring).run().assert_prints("goes on\n");
}

// PA-17
#[test]
fn a_library_leaves_sigquit_alone() {
    let outcome = killed(env!("CARGO_BIN_EXE_library"), "quit", SIGQUIT);
    assert_eq!(outcome.stderr, "", "{outcome:#?}");
}

// PA-18; after Go's runtime/crash_unix_test.go:TestSignalExitStatus
#[test]
fn the_status_of_another_signal_is_kept() {
    killed(env!("CARGO_BIN_EXE_reports"), "term", SIGTERM);
}

// PA-19
#[test]
fn a_memory_fault_is_attributed_to_its_goroutine() {
    for engine in ["generator", "native"] {
        let _watch = watch(engine);
        let outcome =
            Child::limited(env!("CARGO_BIN_EXE_fault"), "fault", "ulimit -c 0").env("GOROUTINES_ENGINE", engine).run();
        assert_eq!(outcome.status.signal(), Some(SIGSEGV), "{outcome:#?}");
        assert!(outcome.stderr.contains(" (careless), started at tests/src/bin/fault.rs:"), "{outcome:#?}");
        assert!(outcome.stderr.contains(", has accessed memory that is not there, at address 0x18\n"), "{outcome:#?}");
    }
}

// PA-14; after Go's runtime/crash_test.go:TestGoexitCrash
#[test]
fn goexit_on_main_lets_the_others_go_on() {
    run("goexit", |outcome| {
        outcome.assert_code(2);
        assert_eq!(outcome.stdout, "main's destructor\nanother\n", "{outcome:#?}");
        assert_eq!(outcome.stderr, NO_GOROUTINES, "and no list: {outcome:#?}");
    });
}

// PA-14
#[test]
fn goexit_of_the_only_goroutine() {
    run("goexit-alone", |outcome| {
        outcome.assert_code(2);
        assert_eq!(outcome.stderr, NO_GOROUTINES, "{outcome:#?}");
    });
}

// PA-14; after Go's runtime/crash_test.go:TestGoexitDeadlock
#[test]
fn goexit_on_main_and_then_a_deadlock() {
    run("goexit-deadlock", |outcome| {
        outcome.assert_code(2);
        let head = "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine ";
        assert!(outcome.stderr.starts_with(head), "{outcome:#?}");
        assert!(outcome.stderr.contains(" [chan receive]: other\n"), "{outcome:#?}");
        assert!(!outcome.stderr.contains("goroutine 1 ["), "main is gone: {outcome:#?}");
    });
}

// PA-14, PA-15
#[test]
fn another_may_end_the_process_after_goexit() {
    run("goexit-exit", |outcome| outcome.assert_prints("ended by another\n"));
}

// PA-05; after Go's runtime/crash_test.go:TestPanicRace
#[test]
fn a_report_is_completed_though_main_returns() {
    let _watch = watch("a_report_is_completed_though_main_returns");
    for workers in ["1", "2", "8"] {
        let outcome = Child::new(env!("CARGO_BIN_EXE_hooked"), "").env("GOMAXPROCS", workers).run();
        outcome.assert_code(0);
        assert!(outcome.stderr.contains("the end of the report\n"), "{outcome:#?}");
    }
}

// PA-05, PA-01; after Go's runtime/crash_test.go:TestPanicRace
#[test]
fn a_panic_that_ends_the_process_does_so_though_main_returns() {
    let _watch = watch("a_panic_that_ends_the_process_does_so_though_main_returns");
    for workers in ["1", "2", "8"] {
        let outcome = Child::new(env!("CARGO_BIN_EXE_fatal"), "").env("GOMAXPROCS", workers).run();
        outcome.assert_code(2);
        assert!(outcome.stderr.contains("crash"), "{outcome:#?}");
    }
}

// PA-03, PA-01
#[test]
fn a_panics_report_names_the_goroutine() {
    run("named-panic", |outcome| {
        outcome.assert_code(0);
        assert!(outcome.stderr.contains(" (crawler), started at tests/src/bin/reports.rs:"), "{outcome:#?}");
        assert!(outcome.stderr.contains("lost its way"), "{outcome:#?}");
    });
}

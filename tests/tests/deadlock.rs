//! The report of a deadlock, and the absence of false alarms.
//!
//! Each test runs a program of `asleep`, with one worker and with several.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;

const FIRST_LINE: &str = "fatal error: all goroutines are asleep - deadlock!";

/// Runs a program with 1, 2 and 8 workers.
fn run(scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    // DL-14
    for workers in ["1", "2", "8"] {
        check(&Child::new(env!("CARGO_BIN_EXE_asleep"), scenario).env("GOMAXPROCS", workers).run());
    }
}

/// The report's paragraphs, one a goroutine.
fn paragraphs(outcome: &Outcome) -> Vec<&str> {
    outcome.assert_code(2);
    let start = outcome.stderr.find(FIRST_LINE).unwrap_or_else(|| panic!("no report: {outcome:#?}"));
    let report = &outcome.stderr[start..];
    assert_eq!(report.lines().next(), Some(FIRST_LINE), "{outcome:#?}");
    report.trim_end().split("\n\n").skip(1).collect()
}

#[track_caller]
fn assert_reported(outcome: &Outcome, state: &str) {
    let all = paragraphs(outcome);
    let head = format!("goroutine 1 [{state}]: main\n");
    assert!(all.iter().any(|paragraph| paragraph.starts_with(&head)), "no {head:?}: {outcome:#?}");
}

// DL-01; CH-01
#[test]
fn a_receiver_that_nobody_sends_to() {
    run("receive", |outcome| {
        assert!(outcome.stderr.starts_with(FIRST_LINE), "it is the first line: {outcome:#?}");
        assert_eq!(paragraphs(outcome).len(), 1, "{outcome:#?}");
        assert_reported(outcome, "chan receive");
        assert!(outcome.stderr.contains("\tblocked at tests/src/bin/asleep.rs:"), "{outcome:#?}");
        assert!(outcome.stderr.contains("\tstarted at tests/src/bin/asleep.rs:"), "{outcome:#?}");
    });
}

// DL-01; CH-03
#[test]
fn a_sender_that_nobody_receives_from() {
    run("send", |outcome| assert_reported(outcome, "chan send"));
}

// DL-02, DL-03; NI-03, NI-04, NI-06; GO-16
#[test]
fn every_state_and_place_is_named() {
    run("kinds", |outcome| {
        let all = paragraphs(outcome);
        for (name, state) in [
            ("main", "chan receive"),
            ("receiver", "chan receive"),
            ("sender", "chan send"),
            ("nothing", "chan receive (nil chan)"),
            ("chooser", "select"),
            ("no cases", "select (no cases)"),
            ("nil cases", "select"),
            ("group", "sync.WaitGroup.Wait"),
            ("waits", "chan receive"),
            ("joiner", "goroutine join"),
            ("scope", "scope end"),
        ] {
            let ending = format!(" [{state}]: {name}");
            let found =
                all.iter().filter(|paragraph| paragraph.lines().next().is_some_and(|head| head.ends_with(&ending)));
            assert_eq!(found.count(), 1, "{ending}: {outcome:#?}");
        }
        assert_eq!(all.len(), 12, "{outcome:#?}");
        for paragraph in all {
            assert!(paragraph.contains("\n\tblocked at tests/src/bin/asleep.rs:"), "{paragraph}");
            assert!(paragraph.contains("\n\tstarted at tests/src/bin/asleep.rs:"), "{paragraph}");
            let created = paragraph.contains(" in goroutine ");
            assert_eq!(created, !paragraph.starts_with("goroutine 1 "), "{paragraph}");
        }
    });
}

/// The ids of a full report of the crowd, and how many paragraphs it has otherwise.
fn ids_of_the_crowd(workers: &str) -> (Vec<u64>, usize) {
    let child = || Child::new(env!("CARGO_BIN_EXE_asleep"), "crowd").env("GOMAXPROCS", workers);
    let outcome = child().env("GOROUTINES_DUMP", "full").run();
    let all = paragraphs(&outcome);
    assert!(all.iter().all(|paragraph| paragraph.contains("[chan receive]:")));
    let ids = all.iter().map(|paragraph| paragraph.split_whitespace().nth(1).and_then(|id| id.parse().ok()));
    (ids.map(|id| id.expect("an id")).collect(), paragraphs(&child().run()).len())
}

// DL-02
#[test]
fn every_goroutine_is_listed() {
    let _watch = watch("every_goroutine_is_listed");
    for workers in ["1", "2", "8"] {
        let (mut ids, folded) = ids_of_the_crowd(workers);
        assert_eq!(ids.len(), 201);
        ids.dedup();
        assert_eq!(ids.len(), 201, "each once");
        assert!(ids.is_sorted(), "by id");
        assert_eq!(folded, 2, "main, and those that are alike");
    }
}

// DL-02
#[test]
fn those_that_are_alike_are_one_paragraph() {
    run("crowd", |outcome| {
        let all = paragraphs(outcome);
        assert!(all[1].starts_with("200 goroutines [chan receive]: 2, 3, 4, 5, …\n\tblocked at "), "{outcome:#?}");
        assert!(all[1].ends_with(" in goroutine 1"), "{outcome:#?}");
    });
}

// DL-13
#[test]
fn two_that_wait_for_each_other() {
    run("crossed", |outcome| {
        assert_eq!(paragraphs(outcome).len(), 2, "{outcome:#?}");
        assert_reported(outcome, "chan receive");
    });
}

// DL-06
#[test]
fn a_sleeper_may_still_wake_somebody() {
    run("sleeper", |outcome| outcome.assert_prints("awake\n"));
}

// DL-06
#[test]
fn the_report_follows_a_sleeper_that_wakes_nobody() {
    run("after-sleeper", |outcome| {
        assert_reported(outcome, "chan receive");
        assert_eq!(outcome.stdout, "slept\n", "not before: {outcome:#?}");
    });
}

// DL-07
#[test]
fn a_ticker_that_nobody_waits_for_does_not_count() {
    run("idle-ticker", |outcome| assert_reported(outcome, "chan receive"));
}

// DL-06, DL-07
#[test]
fn a_ticker_that_is_waited_for_counts() {
    run("awaited-tick", |outcome| outcome.assert_prints("ticked\n"));
}

// DL-10
#[test]
fn a_thread_may_still_wake_somebody() {
    run("thread", |outcome| outcome.assert_prints("from a thread\n"));
}

// DL-10, DL-12
#[test]
fn a_thread_that_just_exits_has_sent_before() {
    run("exiting-thread", |outcome| outcome.assert_prints("all came\n"));
}

// DL-10
#[test]
fn the_report_follows_the_last_threads_end() {
    run("deadlock-after-thread", |outcome| assert_reported(outcome, "chan receive"));
}

// DL-10
#[test]
fn a_thread_blocked_in_a_channel_wakes_nobody() {
    run("blocked-thread", |outcome| assert_reported(outcome, "chan receive"));
}

// DL-12
#[test]
fn a_panic_is_printed_before_the_report() {
    run("panic", |outcome| {
        assert_reported(outcome, "chan receive");
        let panic = outcome.stderr.find("one goroutine panics").expect("the panic is reported");
        assert!(panic < outcome.stderr.find(FIRST_LINE).expect("a report"), "{outcome:#?}");
    });
}

// DL-12
#[test]
fn no_false_alarm_under_load() {
    run("busy", |outcome| outcome.assert_prints("done\n"));
}

// DL-12
#[test]
fn no_false_alarm_while_a_wake_up_is_under_way() {
    run("in-flight", |outcome| outcome.assert_prints("done\n"));
}

// PA-07; DL-01
#[test]
fn a_goroutine_that_blocks_while_it_unwinds_is_listed() {
    run("unwinding", |outcome| {
        assert_reported(outcome, "goroutine join");
        assert_eq!(paragraphs(outcome).len(), 2, "{outcome:#?}");
    });
}

//! What goroutines take: memory, memory maps, address space, and processor time while they wait.
//!
//! Each test runs programs of `footprint`, and shows the numbers that they print with `--nocapture`.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::process::{is_native, setting};
use goroutines_tests::watch;

const PROGRAM: &str = env!("CARGO_BIN_EXE_footprint");

fn run(scenario: &str) {
    let _watch = watch(scenario);
    for workers in ["1", "2", "8"] {
        let outcome = Child::new(PROGRAM, scenario).env("GOMAXPROCS", workers).run();
        outcome.assert_code(0);
        println!("{scenario} with {workers} workers:\n{}", outcome.stdout);
    }
}

/// Asserts that no goroutine was forgotten.
#[track_caller]
fn assert_all_have_run(outcome: &Outcome) {
    outcome.assert_code(0);
    assert!(outcome.stdout.ends_with("\nall have run\n"), "{outcome:#?}");
    println!("{}", outcome.stdout);
}

/// Asserts that a program has ended because goroutines cannot start, and says why and what helps.
#[track_caller]
fn assert_no_room(outcome: &Outcome, help: &str) {
    outcome.assert_code(2);
    assert_eq!(outcome.stdout, "", "{outcome:#?}");
    let report = &outcome.stderr;
    assert!(report.contains("fatal error: ") && report.contains(" goroutines cannot start, "), "{outcome:#?}");
    assert!(report.contains("no room for another goroutine stack of "), "{outcome:#?}");
    assert!(report.contains(help), "{outcome:#?}");
}

// GO-11, RU-04; 32 GB of address space, of which next to nothing is used
#[test]
fn a_hundred_thousand_are_blocked_at_a_time() {
    println!(
        "vm.overcommit_memory = {}, vm.max_map_count = {}",
        setting("vm/overcommit_memory"),
        setting("vm/max_map_count")
    );
    if !is_native() {
        return println!("skipped: the portable engine takes two memory maps for a stack");
    }
    if setting("vm/overcommit_memory") == "2" {
        return println!("skipped: the system counts address space as if it were memory");
    }
    run("crowd");
}

// GO-11: what the portable engine does instead
#[test]
fn more_than_the_portable_engine_has_maps_for() {
    let _watch = watch("more_than_the_portable_engine_has_maps_for");
    let maps: usize = setting("vm/max_map_count").parse().expect("a number");
    if maps > 200_000 {
        return println!("skipped: vm.max_map_count is {maps}");
    }
    let crowd = (maps / 2 + 5_000).to_string();
    for workers in ["1", "2", "8"] {
        let child = |scenario| {
            Child::new(PROGRAM, scenario).arg(&crowd).env("GOMAXPROCS", workers).env("GOROUTINES_ENGINE", "generator")
        };
        assert_all_have_run(&child("too-many-that-end").run());
        assert_no_room(&child("too-many-that-wait").run(), "raise it with `sysctl -w vm.max_map_count=");
    }
}

// Address space for some three thousand stacks
#[test]
fn more_than_there_is_address_space_for() {
    let _watch = watch("more_than_there_is_address_space_for");
    for workers in ["1", "2", "8"] {
        let child =
            |scenario| Child::limited(PROGRAM, scenario, "ulimit -v 1500000").arg("10000").env("GOMAXPROCS", workers);
        assert_all_have_run(&child("too-many-that-end").run());
        assert_no_room(&child("too-many-that-wait").run(), "raise `ulimit -v`");
    }
}

// GO-14, ST-09
#[test]
fn deep_stacks_are_used_again() {
    run("deep-again");
}

// What the system counts, printed; the limits are far above it
#[test]
fn a_program_that_sleeps_between_messages_uses_little() {
    run("messages");
}

// SC-10; runtime/metrics_test.go TestCPUMetricsSleep
#[test]
fn an_idle_program_uses_next_to_nothing() {
    run("idle");
}

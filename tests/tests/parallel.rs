//! Several workers at once: all of them run, steal from each other, and are woken. Go's `proc_test.go`, written anew.
//!
//! Each test runs a program of `parallel`, whose goroutines hold their workers: it hangs if a worker is missing.

#![forbid(unsafe_code)]

use goroutines_tests::child::Child;
use goroutines_tests::watch;

const PROGRAM: &str = env!("CARGO_BIN_EXE_parallel");

fn run_with(workers: &[&str], scenario: &str) {
    let _watch = watch(scenario);
    for workers in workers {
        Child::new(PROGRAM, scenario).env("GOMAXPROCS", workers).run().assert_prints("in parallel\n");
    }
}

// SC-07, GO-13; TestSchedLocalQueueSteal
#[test]
fn a_burst_behind_a_busy_worker_is_taken_by_others() {
    run_with(&["2", "3", "8"], "burst");
}

// SC-08, CH-20; TestSchedLocalQueueEmpty
#[test]
fn no_work_is_missed_by_a_worker_that_falls_asleep() {
    run_with(&["1", "2", "8"], "falling-asleep");
}

// SC-09; BenchmarkWakeupParallelSpinning
#[test]
fn a_wake_up_starts_an_idle_worker() {
    run_with(&["2", "3", "8"], "idle-worker");
}

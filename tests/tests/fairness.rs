//! Fairness: who runs when more goroutines want to than there are workers. Go's `proc_test.go`, written anew.
//!
//! Each test runs a program of `fairness`, which ends if the scheduler is fair, with one worker and with several.

#![forbid(unsafe_code)]

use goroutines_tests::child::Child;
use goroutines_tests::watch;

const PROGRAM: &str = env!("CARGO_BIN_EXE_fairness");

fn run_with(workers: &[&str], scenario: &str) {
    let _watch = watch(scenario);
    for workers in workers {
        let outcome = Child::new(PROGRAM, scenario).env("GOMAXPROCS", workers).run();
        outcome.assert_code(0);
        assert!(outcome.stdout.ends_with("fair\n"), "{outcome:#?}");
        println!("{scenario} with {workers} workers:\n{}", outcome.stdout);
    }
}

fn run(scenario: &str) {
    run_with(&["1", "2", "8"], scenario);
}

// SC-01, with one worker: threads of the system owe each other nothing
#[test]
fn yields_let_others_run() {
    run_with(&["1"], "yields");
}

// SC-01; TestYieldProgress
#[test]
fn a_polling_loop_does_not_lock_out_the_sender() {
    run("poll");
}

// SC-03; TestPreemption
#[test]
fn spinners_take_turns() {
    run("spinners");
}

// SC-03
#[test]
fn everything_goes_on_beside_a_computation() {
    run("slices");
}

// SC-05
#[test]
fn newcomers_start_beside_others_that_never_stop() {
    run("newcomers-yields");
    run("newcomers-messages");
    run("newcomers-computation");
}

// SC-05
#[test]
fn the_oldest_starts_beside_a_chain_of_newer_ones() {
    run("chain");
}

// SC-06, TI-21; TestTimerFairness2
#[test]
fn timers_fire_although_no_worker_goes_idle() {
    run("timers-yields");
    run("timers-messages");
    run("timers-computation");
}

// SE-17; TestTimerFairness, TestTimerFairness2
#[test]
fn arms_that_are_always_ready_do_not_starve_a_timer() {
    run("busy-arms");
    run("busy-own-arms");
}

// TI-08; sleep_test.go TestAfterFuncStarvation
#[test]
fn a_timer_fires_during_a_ping_pong() {
    run("ping-pong-timer");
}

// SC-15; TestPreemptionAfterSyscall, TestGCFairness
#[test]
fn short_system_calls_let_others_run() {
    run("system-calls");
}

// SC-16; TestGCFairness2
#[test]
fn allocating_loops_let_others_run() {
    run("allocations");
}

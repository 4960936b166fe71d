//! `fork` without `exec`: where the runtime had started, its use is refused in the child; where it had not, it starts there.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::{sized, watch};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_fork");

fn run_with(scenario: &str, argument: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for engine in ["generator", "native"] {
        for workers in ["1", "2", "8"] {
            let child = Child::new(PROGRAM, scenario).arg(argument).env("GOMAXPROCS", workers);
            check(&child.env("GOROUTINES_ENGINE", engine).run());
        }
    }
}

fn run(scenario: &str, check: impl Fn(&Outcome)) {
    run_with(scenario, "", check);
}

/// How often the child was told what is wrong.
fn refusals(outcome: &Outcome) -> usize {
    outcome.stderr.matches("goroutines cannot be used here: this process was made by `fork`").count()
}

const WAYS: &[&str] = &[
    "go",
    "builder",
    "scope",
    "wait-group",
    "recv",
    "recv-timeout",
    "send",
    "select",
    "sleep",
    "block-on",
    "lock",
    "read",
    "cond",
    "timer",
    "context",
    "max-procs",
    "dump",
    "metrics",
];

#[test]
fn a_thread_that_was_forked_is_refused_the_runtime() {
    for way in WAYS {
        run_with("thread", way, |outcome| {
            outcome.assert_prints("the child: 101\nthe parent: 2\n");
            assert_eq!(refusals(outcome), 1, "{way}: {outcome:#?}");
        });
    }
}

#[test]
fn a_goroutine_that_was_forked_is_refused_the_runtime() {
    for way in WAYS {
        run_with("goroutine", way, |outcome| {
            outcome.assert_prints("the child: 101\nthe parent: 2\n");
            assert_eq!(refusals(outcome), 1, "{way}: {outcome:#?}");
        });
    }
    run("main", |outcome| {
        outcome.assert_prints("the child: 101\n");
        assert_eq!(refusals(outcome), 1, "{outcome:#?}");
    });
}

#[test]
fn a_child_ends_with_its_only_goroutine() {
    run("returns", |outcome| {
        outcome.assert_code(0);
        let children: Vec<&str> = outcome.stdout.lines().filter(|line| *line != "another").collect();
        assert_eq!(children, ["the child: 0", "the child: 101"], "{outcome:#?}");
        assert_eq!(outcome.stdout.matches("another").count(), 10, "no other goroutine runs in a child: {outcome:#?}");
    });
    run("main-returns", |outcome| outcome.assert_prints("in the child\nthe child: 7\n"));
    run("blocking", |outcome| outcome.assert_prints("the child: 0\n"));
}

#[test]
fn a_child_may_compute() {
    run("computes", |outcome| outcome.assert_prints("the child: 0\n"));
}

// PA-17
#[test]
fn a_childs_sigquit_is_not_its_parents() {
    run("quit", |outcome| {
        outcome.assert_prints("the child: -3\nthe parent goes on\n");
        assert_eq!(outcome.stderr, "", "{outcome:#?}");
    });
}

#[test]
fn the_runtime_may_start_in_a_child() {
    run("first", |outcome| outcome.assert_prints("the child: 0\nthe parent: Ok(1)\n"));
    run("first-busy", |outcome| outcome.assert_prints("the child: 0\n"));
    run("first-deadlock", |outcome| {
        outcome.assert_prints("the child: 2\n");
        assert!(outcome.stderr.starts_with("fatal error: all goroutines are asleep - deadlock!\n"), "{outcome:#?}");
    });
}

/// std forks where it has something to do before `exec`, and asks the system for both at once where it has not.
#[test]
fn commands_are_run_as_ever() {
    let _watch = watch("commands_are_run_as_ever");
    let me = fs::metadata("/proc/self").unwrap().uid();
    let handles: Vec<_> = (0..8)
        .map(|n| {
            go!(|n, me| {
                for _ in 0..sized(40) {
                    let mut command = Command::new("echo");
                    command.arg("hello");
                    if n % 2 == 0 {
                        command.uid(me);
                    }
                    let output = goroutines::process::Command::from(command).output().unwrap();
                    assert_eq!(output.stdout, b"hello\n");
                }
            })
        })
        .collect();
    handles.into_iter().for_each(|handle| handle.join().unwrap());
}

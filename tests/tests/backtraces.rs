//! The stacks of goroutines that panic and of those that wait: the user's frames, and none of the runtime's.
//!
//! Each program runs as it was built, and without its debug information, as in cargo's release profile.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, process};

const PROGRAM: &str = env!("CARGO_BIN_EXE_backtraces");

/// Parts of names of what is below a goroutine's own code.
const BELOW: &[&str] =
    &["goroutines::", "corosensei", "generator::", "catch_unwind", "__rust_try", "start_thread", "clone"];

/// A copy of the program without some of its symbols, for as long as this lives.
struct Stripped(String);

impl Stripped {
    fn new(way: &str) -> Stripped {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        // The tests may run in several processes at a time.
        let (process, number) = (process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = format!("{}/backtraces{way}-{process}-{number}", env!("CARGO_TARGET_TMPDIR"));
        let stripped = Command::new("objcopy").args([way, PROGRAM, &path]).status();
        assert!(stripped.expect("there are binutils, as for any linker").success());
        Stripped(path)
    }
}

impl Drop for Stripped {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn run(scenario: &str, check: impl Fn(&Outcome)) {
    let without_debug_information = Stripped::new("--strip-debug");
    for program in [PROGRAM, &without_debug_information.0] {
        for engine in ["generator", "native"] {
            let child = Child::new(program, scenario).env("RUST_BACKTRACE", "1").env("GOMAXPROCS", "2");
            check(&child.env("GOROUTINES_ENGINE", engine).run());
        }
    }
}

/// The names of the frames of a panic's backtrace, from that of the panic outwards.
fn frames(report: &str) -> Vec<&str> {
    let (_, report) = report.split_once("stack backtrace:\n").expect("there is a backtrace");
    let (report, _) = report.split_once("note: Some details are omitted").expect("it is a short one");
    let numbered = report.lines().filter_map(|line| line.split_once(": ")).map(|(_, name)| name);
    numbered.filter(|name| !name.starts_with("/")).collect()
}

// PA-01
#[test]
fn a_backtrace_of_a_panic_ends_at_the_users_frames() {
    let _watch = watch("a_backtrace_of_a_panic_ends_at_the_users_frames");
    for scenario in
        ["main", "function", "closure", "scope", "wait-group", "err-group", "timer", "context", "blocking", "captured"]
    {
        run(scenario, |outcome| {
            let frames = frames(&outcome.stderr);
            let outermost = frames.iter().position(|name| name.ends_with("outermost"));
            assert!(outermost.is_some(), "{scenario}: {outcome:#?}");
            let below = frames.iter().find(|name| BELOW.iter().any(|part| name.contains(part)));
            assert!(below.is_none(), "{scenario}: {below:?} in {outcome:#?}");
        });
    }
}

/// What the runtime itself drops: its frames between that and the end are few.
#[test]
fn a_backtrace_of_a_destructor_ends_at_the_goroutine() {
    let _watch = watch("a_backtrace_of_a_destructor_ends_at_the_goroutine");
    for scenario in ["result", "local"] {
        run(scenario, |outcome| {
            let frames = frames(&outcome.stderr);
            assert!(frames.iter().any(|name| name.ends_with("outermost")), "{scenario}: {outcome:#?}");
            let below = frames.iter().find(|name| BELOW[1..3].iter().any(|part| name.contains(part)));
            assert!(below.is_none(), "{scenario}: {below:?} in {outcome:#?}");
        });
    }
}

// TR-03, DL-02
#[test]
fn the_stack_of_one_that_waits_has_the_users_frames_alone() {
    let _watch = watch("the_stack_of_one_that_waits_has_the_users_frames_alone");
    run("parked", |outcome| {
        outcome.assert_code(2);
        for paragraph in outcome.stderr.split("\n\n").filter(|paragraph| paragraph.contains("\tin ")) {
            let names = paragraph.lines().filter_map(|line| line.strip_prefix("\tin "));
            let own = ["park", "of_others", "{closure"];
            assert!(names.clone().all(|name| own.iter().any(|own| name.contains(own))), "{outcome:#?}");
            assert!(names.clone().next().is_some_and(|name| name.contains("park")), "{outcome:#?}");
        }
        // An optimised build without debug information does not know the closures, which were inlined.
        let count = outcome.stderr.matches("\tin ").count();
        assert!((1 + 2 + 3..=1 + 2 + 3 + 3).contains(&count), "{outcome:#?}");
    });
}

#[test]
fn a_program_without_symbols_says_so() {
    let _watch = watch("a_program_without_symbols_says_so");
    let program = Stripped::new("--strip-all");
    let outcome = Child::new(&program.0, "parked").env("RUST_BACKTRACE", "1").run();
    outcome.assert_code(2);
    // All three are alike then, and so one paragraph.
    assert!(outcome.stderr.contains("\n3 goroutines [chan receive]: "), "{outcome:#?}");
    assert_eq!(outcome.stderr.matches("\tstack unavailable: no symbols\n").count(), 1, "{outcome:#?}");
    assert!(!outcome.stderr.contains("\tin "), "{outcome:#?}");
}

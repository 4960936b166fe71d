//! Programs under limits so small that goroutines cannot start, and what runs on the smallest stacks.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::process::is_native;
use goroutines_tests::watch;

const PROGRAM: &str = env!("CARGO_BIN_EXE_limits");
const DEEP_ALLOCATOR: &str = env!("CARGO_BIN_EXE_deep_allocator");

/// The engines that there are here.
fn engines() -> impl Iterator<Item = &'static str> {
    ["generator", "native"].into_iter().filter(|&engine| engine == "generator" || is_native())
}

/// Kilobytes of a goroutine's stack.
const STACK: usize = if cfg!(debug_assertions) { 1024 } else { 256 };

/// Asserts that the program was ended at once, with the reason and what helps.
#[track_caller]
fn assert_cannot_start(outcome: &Outcome, why: &str, help: &str) {
    outcome.assert_code(2);
    assert_eq!(outcome.stdout, "", "{outcome:#?}");
    let (report, rest) = outcome.stderr.split_once('\n').unwrap_or_default();
    assert_eq!(rest, "", "{outcome:#?}");
    assert!(report.starts_with("fatal error: goroutines cannot start: "), "{outcome:#?}");
    assert!(report.contains(why) && report.contains(help), "{outcome:#?}");
}

// The crate behind the portable engine makes no stack larger than the process's own may become.
#[test]
fn a_hard_limit_of_stacks_is_named() {
    let _watch = watch("a_hard_limit_of_stacks_is_named");
    // With less, std does not come as far as `main`.
    let sizes = [32, 40, 64, 72, 100, 264, STACK + 12, STACK + 16];
    for (kilobytes, scenario) in sizes.into_iter().flat_map(|size| [(size, "timer"), (size, "awake")]) {
        for engine in engines() {
            let limit = format!("ulimit -s {kilobytes}");
            let outcome = Child::limited(PROGRAM, scenario, &limit).env("GOROUTINES_ENGINE", engine).run();
            if engine == "native" || kilobytes == STACK + 16 {
                outcome.assert_prints("it has run\n");
            } else {
                // `KiB` or `MiB`, as it comes out even.
                assert_cannot_start(&outcome, "the hard limit of `ulimit -s` is ", "; raise it with `ulimit -s ");
            }
        }
    }
}

// It shapes the stacks of threads that are not told otherwise.
#[test]
fn a_soft_limit_of_stacks_is_no_obstacle() {
    let _watch = watch("a_soft_limit_of_stacks_is_no_obstacle");
    for (kilobytes, engine) in [32, 64, 264].into_iter().flat_map(|size| engines().map(move |engine| (size, engine))) {
        let limit = format!("ulimit -S -s {kilobytes}");
        Child::limited(PROGRAM, "timer", &limit).env("GOROUTINES_ENGINE", engine).run().assert_prints("it has run\n");
    }
}

#[test]
fn no_address_space_for_stacks() {
    let _watch = watch("no_address_space_for_stacks");
    for engine in engines() {
        for (limit, scenario) in
            [("ulimit -v 40000", "timer"), ("ulimit -v 20000", "awake"), ("ulimit -d 30000", "timer")]
        {
            let outcome = Child::limited(PROGRAM, scenario, limit).env("GOROUTINES_ENGINE", engine).run();
            let (option, number) = limit.rsplit_once(' ').unwrap_or_default();
            assert_cannot_start(&outcome, "goroutine stack of ", &format!("`{option}` (now {number} KiB)"));
        }
    }
}

#[test]
fn a_limit_that_comes_later_is_told_and_waited_out() {
    let _watch = watch("a_limit_that_comes_later_is_told_and_waited_out");
    for engine in engines() {
        let outcome = Child::new(PROGRAM, "later").env("GOROUTINES_ENGINE", engine).run();
        outcome.assert_prints("all have run\n");
        let told = outcome.stderr.matches("goroutines that cannot start wait until there is room").count();
        assert_eq!(told, 1, "{outcome:#?}");
        assert!(outcome.stderr.contains("raise `ulimit -v` (now "), "{outcome:#?}");
    }
}

// SC-17
#[test]
fn no_thread_for_a_worker() {
    let _watch = watch("no_thread_for_a_worker");
    let stack = (1 << 30).to_string();
    for engine in engines() {
        let child = Child::limited(PROGRAM, "timer", "ulimit -v 800000").env("RUST_MIN_STACK", &stack);
        let outcome = child.env("GOROUTINES_ENGINE", engine).run();
        assert_cannot_start(&outcome, "the system refuses a thread (", "`ulimit -v` (now 800000 KiB)");
    }
}

#[test]
fn no_thread_for_the_watch() {
    let _watch = watch("no_thread_for_the_watch");
    let stack = (1 << 30).to_string();
    for engine in engines() {
        let child = Child::limited(PROGRAM, "timer", "ulimit -v 1500000").env("RUST_MIN_STACK", &stack);
        let outcome = child.env("GOMAXPROCS", "1").env("GOROUTINES_ENGINE", engine).run();
        outcome.assert_prints("it has run\n");
        assert!(outcome.stderr.contains("no thread for the watch: the system refuses a thread ("), "{outcome:#?}");
        assert!(outcome.stderr.contains("a deadlock will not be reported"), "{outcome:#?}");
    }
}

// Whatever the process's limits and its environment say of the stacks of threads.
#[test]
fn an_allocator_with_deep_frames_finds_room() {
    let _watch = watch("an_allocator_with_deep_frames_finds_room");
    for engine in engines() {
        let child = |scenario, limit| Child::limited(DEEP_ALLOCATOR, scenario, limit).env("GOROUTINES_ENGINE", engine);
        child("end", ":").run().assert_prints("all have run\n");
        child("end", ":").env("RUST_MIN_STACK", "1").run().assert_prints("all have run\n");
        child("end", "ulimit -S -s 128").run().assert_prints("all have run\n");
        let outcome = child("exit", ":").run();
        outcome.assert_code(3);
    }
}

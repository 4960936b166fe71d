//! Stacks of goroutines, deep ones and large frames. Go's `stack_test.go`, as far as stacks that do not grow can follow.

#![forbid(unsafe_code)]

use goroutines::Builder;
use goroutines::prelude::*;
use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::{DEFAULT_STACK, watch};
use std::hint::black_box;
use std::os::unix::process::ExitStatusExt;
use std::panic::{catch_unwind, panic_any};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const SIGABRT: i32 = 6;

/// Uses a kilobyte of stack a level, and checks on the way back that it has kept what was put there.
#[inline(never)]
fn deep(levels: usize, at_the_bottom: &mut dyn FnMut()) -> usize {
    let frame = black_box([u8::try_from(levels % 251).unwrap(); 1024]);
    let below = if levels == 0 {
        at_the_bottom();
        0
    } else {
        deep(levels - 1, at_the_bottom)
    };
    assert!(frame.iter().all(|&byte| usize::from(byte) == levels % 251));
    below + 1
}

/// ST-01, ST-04: as deep as the stack that it has asked for.
#[test]
fn a_goroutine_recurses_as_deep_as_its_stack() {
    let _watch = watch("deep recursion");
    let levels = 16 * 1024;
    let digger = Builder::new().stack_size(64 << 20).spawn(move || deep(levels, &mut || ())).unwrap();
    assert_eq!(digger.join().unwrap(), levels + 1);
}

/// ST-08: it may park at the bottom, and others do not touch its frames meanwhile.
#[test]
fn deep_stacks_are_kept_over_parks() {
    let _watch = watch("parking deep down");
    let (tx, rx) = chan(0);
    let diggers: Vec<_> = (0..8)
        .map(|me| {
            let (tx, rx) = (tx.clone(), rx.clone());
            go!(move || deep(60 + me, &mut || {
                for n in 0..50 {
                    select! {
                        tx <- n => {},
                        _ = <-rx => {},
                    }
                    goroutines::yield_now();
                }
            }))
        })
        .collect();
    let helper = go! { while rx.recv_timeout(goroutines_tests::ms(20)).is_ok() {} };
    drop(tx);
    for (me, digger) in diggers.into_iter().enumerate() {
        assert_eq!(digger.join().unwrap(), 60 + me + 1);
    }
    helper.join().unwrap();
}

/// ST-08: a panic from far below runs the destructors on the way, which see valid data.
#[test]
fn a_panic_deep_down_unwinds_all_of_it() {
    let _watch = watch("a panic deep down");
    struct Frame<'a>(&'a AtomicUsize, String);
    impl Drop for Frame<'_> {
        fn drop(&mut self) {
            assert_eq!(self.1, "as it was");
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    #[inline(never)]
    fn far(levels: usize, tally: &AtomicUsize) {
        let _frame = Frame(tally, "as it was".to_owned());
        if levels == 0 {
            panic_any("far");
        }
        far(levels - 1, tally);
        black_box(levels);
    }
    let tally = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tally);
    let handle = go! {
        let caught = catch_unwind(|| deep(50, &mut || far(200, &counted))).unwrap_err();
        assert_eq!(caught.downcast_ref(), Some(&"far"));
        deep(50, &mut || ()) // the stack is as good as new
    };
    assert_eq!(handle.join().unwrap(), 51);
    assert_eq!(tally.load(Ordering::SeqCst), 201);
}

fn run(scenario: &str) -> Outcome {
    Child::new(env!("CARGO_BIN_EXE_stacks"), scenario).run()
}

/// Asserts that a report of an overflow says where it was, and by which function most of the stack is taken.
#[track_caller]
fn assert_used_up_by(outcome: &Outcome, most: &str) {
    assert_eq!(outcome.status.signal(), Some(SIGABRT), "{outcome:#?}");
    let (_, told) = outcome.stderr.split_once("`Builder::stack_size`\n").unwrap_or_else(|| panic!("{outcome:#?}"));
    let mut lines = told.lines();
    let place = lines.next().and_then(|line| line.strip_suffix("; most of the stack is taken by"));
    assert!(place.is_some_and(|place| place.starts_with("in stacks::")), "{outcome:#?}");
    let first = lines.next().and_then(|line| line.strip_prefix(&format!("\t{most}: ")));
    let (kilobytes, frames) =
        first.and_then(|first| first.split_once(" KiB in ")).unwrap_or_else(|| panic!("{outcome:#?}"));
    assert!(kilobytes.parse::<usize>().is_ok_and(|kilobytes| kilobytes > 100), "{outcome:#?}");
    assert!(frames.strip_suffix(" frames").is_some_and(|frames| frames.parse::<usize>().is_ok()), "{outcome:#?}");
}

/// ST-05, ST-11, after Go's crash_test.go:TestStackOverflow, whose frames are as large: one alone is a quarter of the stack,
/// and the guard is caught all the same. The report is printed from another stack.
#[test]
fn large_frames_do_not_jump_over_the_guard() {
    let outcome = run("large-frames");
    assert_eq!(outcome.status.signal(), Some(SIGABRT), "{outcome:#?}");
    assert!(outcome.stderr.contains("(builder), started at tests/src/bin/stacks.rs:"), "{outcome:#?}");
    assert!(outcome.stderr.contains(&format!("has overflowed its stack of {DEFAULT_STACK}")), "{outcome:#?}");
    assert_used_up_by(&outcome, "stacks::large_frames");
}

// ST-02: as far as the functions can be found, on both engines, in whichever goroutine it is.
#[test]
fn an_overflow_names_the_functions_that_have_used_the_stack() {
    for engine in ["generator", "native"] {
        let run = |scenario| Child::new(env!("CARGO_BIN_EXE_stacks"), scenario).env("GOROUTINES_ENGINE", engine).run();
        assert_used_up_by(&run("in-turn"), "stacks::large");
        assert_used_up_by(&run("in-main"), "stacks::large_frames");
        // Its report needs no memory.
        assert_used_up_by(&run("in-the-allocator"), "stacks::large_frames");
    }
}

/// PA-12: std's rule for a panic in a destructor that a goexit runs.
#[test]
fn a_panic_in_a_destructor_during_goexit_aborts() {
    let outcome = run("panic-during-goexit");
    assert_eq!(outcome.status.signal(), Some(SIGABRT), "{outcome:#?}");
    assert!(outcome.stderr.contains("panic in a destructor"), "{outcome:#?}");
}

/// PA-13: and for a goexit in a destructor that a panic runs.
#[test]
fn goexit_in_a_destructor_during_a_panic_aborts() {
    let outcome = run("goexit-during-panic");
    assert_eq!(outcome.status.signal(), Some(SIGABRT), "{outcome:#?}");
    assert!(outcome.stderr.contains("the panic that came first"), "{outcome:#?}");
}

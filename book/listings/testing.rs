//! Tests of code that uses goroutines.

// ANCHOR: imports
use goroutines::prelude::*;
use goroutines::time::{Duration, after};
use std::panic::resume_unwind;
// ANCHOR_END: imports

// ANCHOR: tests
/// The lengths of the words, each counted by a goroutine.
fn lengths(words: &[&str]) -> Vec<usize> {
    scope(|s| {
        let handles: Vec<_> = words.iter().map(|word| go!(in s, |word| word.len())).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    })
}

#[goroutine]
#[test]
fn counts_every_word() {
    assert_eq!(lengths(&["one", "two", "three"]), [3, 3, 5]);
}

#[goroutine]
#[test]
fn gives_results_back() -> Result<(), std::num::ParseIntError> {
    let handle = go!("42".parse::<i32>());
    assert_eq!(handle.join().unwrap()?, 42);
    Ok(())
}
// ANCHOR_END: tests

// ANCHOR: deadline
/// Runs `body` as a goroutine and panics if it takes longer than `limit`.
fn within(limit: Duration, body: impl FnOnce() + Send + 'static) {
    let handle = go!(body());
    select! {
        result = <-handle => result.unwrap_or_else(|payload| resume_unwind(payload)),
        <-after(limit) => panic!("still running after {limit:?}"),
    }
}

#[goroutine]
#[test]
fn answers_in_time() {
    within(Duration::from_secs(5), || {
        let (tx, rx) = chan(0);
        go!(|| tx.send("pong").unwrap());
        assert_eq!(rx.recv(), Ok("pong"));
    });
}

#[goroutine]
#[test]
#[should_panic(expected = "still running after 50ms")]
fn hangs() {
    within(Duration::from_millis(50), || {
        let (_tx, rx) = chan::<()>(0);
        rx.recv().unwrap();
    });
}
// ANCHOR_END: deadline

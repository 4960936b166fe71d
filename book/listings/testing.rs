//! Tests of code that uses goroutines.

// ANCHOR: imports
use goroutines::channel::unbounded;
use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::sync::RwLock;
use goroutines::testing;
use goroutines::time::{self, Duration};
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

// ANCHOR: bubble
/// Tries until it succeeds, with pauses that double, up to a minute.
fn with_retries<T>(mut attempt: impl FnMut() -> Option<T>) -> T {
    let mut pause = Duration::from_secs(1);
    loop {
        if let Some(value) = attempt() {
            return value;
        }
        time::sleep(pause);
        pause = (2 * pause).min(Duration::from_secs(60));
    }
}

#[goroutine(bubble)]
#[test]
fn tries_for_an_hour() {
    let start = time::now();
    let hour = Duration::from_secs(3600);
    let mut attempts = 0;
    with_retries(|| {
        attempts += 1;
        (time::now() - start >= hour).then_some(())
    });
    assert_eq!(attempts, 66);
}
// ANCHOR_END: bubble

// ANCHOR: wait
#[goroutine(bubble)]
#[test]
fn stops_when_the_context_is_done() {
    let (ctx, _cancel) = Context::background().with_timeout(Duration::from_secs(5));
    let (tx, ticks) = unbounded();
    go! {
        let ticker = time::Ticker::new(Duration::from_secs(1));
        loop {
            select! {
                _ = <-ticker => tx.send(()).unwrap(),
                _ = <-ctx.done() => break,
            }
        }
    };
    testing::sleep(Duration::from_secs(3));
    assert_eq!(ticks.try_iter().count(), 3);
    testing::sleep(Duration::from_secs(3600));
    assert!(ticks.try_iter().count() <= 2);
}
// ANCHOR_END: wait

// ANCHOR: deadlock
#[goroutine(bubble)]
#[test]
#[should_panic(expected = "deadlock: all goroutines in the bubble are blocked")]
fn hangs() {
    let (_tx, rx) = chan::<()>(0);
    rx.recv().unwrap();
}
// ANCHOR_END: deadlock

// ANCHOR: schedules
struct Account(RwLock<i64>);

impl Account {
    /// Takes money out, if there is enough.
    fn withdraw(&self, amount: i64) -> bool {
        let mut balance = self.0.write();
        let is_enough = *balance >= amount;
        if is_enough {
            *balance -= amount;
        }
        is_enough
    }
}

#[goroutine(schedules = 1_000)]
#[test]
fn is_never_overdrawn() {
    let account = Account(RwLock::new(100));
    let taken = scope(|s| {
        let both = [(); 2].map(|()| s.spawn(|| account.withdraw(80)));
        both.map(|one| one.join().unwrap())
    });
    assert!(taken == [true, false] || taken == [false, true]);
    assert_eq!(*account.0.read(), 20);
}
// ANCHOR_END: schedules

// ANCHOR: all
#[goroutine(schedules = all)]
#[test]
fn is_never_overdrawn_whatever_comes_first() {
    let account = Account(RwLock::new(100));
    scope(|s| {
        s.spawn(|| account.withdraw(80));
        s.spawn(|| account.withdraw(80));
    });
    assert_eq!(*account.0.read(), 20);
}
// ANCHOR_END: all

// ANCHOR: deadline
#[goroutine(deadline = "10s")]
#[test]
fn answers_in_time() {
    let (tx, rx) = chan(0);
    go!(|| tx.send("pong").unwrap());
    assert_eq!(rx.recv(), Ok("pong"));
}
// ANCHOR_END: deadline

// ANCHOR: leaks
#[goroutine]
#[test]
fn leaves_nobody_behind() {
    let _leaks = testing::leaks();
    let (tx, rx) = chan(0);
    go!(|| tx.send("pong").unwrap());
    assert_eq!(rx.recv(), Ok("pong"));
}
// ANCHOR_END: leaks

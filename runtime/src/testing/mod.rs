//! Tests that take no time, and find what the clock hides: Go's `testing/synctest`, and more.
#![doc = include_str!("README.md")]
#![forbid(unsafe_code)]

mod decide;
mod explore;
mod leaks;
mod shrink;
mod stage;
pub(crate) mod test;
mod verdict;

use crate::task::bubble::Orders;
use crate::task::current;
use crate::task::home::Outcome;
use crate::task::reason::Reason;
use crate::time;
use std::panic::Location;
use std::time::Duration;

/// Runs `f`, and all goroutines that are started from it, in a bubble, and returns what it returns: Go's `synctest.Test`.
///
/// When it returns, all goroutines of the bubble have ended.
///
/// # Panics
///
/// As `f` does; if a goroutine of the bubble panics, and nobody joins it; and with a report that names them with their places, if
/// goroutines of the bubble are blocked for ever. Also in a bubble.
///
/// ```
/// use goroutines::prelude::*;
/// use goroutines::time::Duration;
/// use goroutines::{testing, time};
///
/// testing::bubble(|| {
///     let (tx, rx) = chan(0);
///     go! {
///         time::sleep(Duration::from_secs(60));
///         tx.send("done").unwrap();
///     }
///     let start = time::now();
///     assert_eq!(rx.recv(), Ok("done"));
///     assert_eq!(time::now() - start, Duration::from_secs(60));
/// });
/// ```
///
/// A goroutine that waits for what never comes fails the test:
///
/// ```should_panic
/// goroutines::testing::bubble(|| {
///     let (_tx, rx) = goroutines::chan::<i32>(0);
///     let _ = rx.recv();
/// });
/// ```
#[doc(alias("synctest", "Test", "Run"))]
#[track_caller]
pub fn bubble<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> T {
    let (result, _) = verdict::run(None, Location::caller(), in_turn(), f);
    match result {
        Ok(value) => value,
        // Not in a closure, which would not hand the caller's location on.
        Err(failure) => failure.raise(),
    }
}

pub use explore::{Explored, Explorer, explore};
pub use leaks::{LeakGuard, leaks};

/// What a bubble without a seed is told.
fn in_turn() -> Orders {
    Orders { decide: Box::new(decide::InTurn::new()), most_turns: u64::MAX, silent: false, noted: false }
}

/// Waits until all other goroutines of the bubble are durably blocked or have ended: Go's `synctest.Wait`.
///
/// What they had to do at this moment of the bubble's clock they have then done.
///
/// # Panics
///
/// If the caller is in no bubble.
///
/// ```
/// use goroutines::context::Context;
/// use goroutines::testing;
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// testing::bubble(|| {
///     let (ctx, cancel) = Context::background().with_cancel();
///     let called = Arc::new(AtomicBool::new(false));
///     ctx.after_func({
///         let called = called.clone();
///         move || called.store(true, Ordering::Relaxed)
///     });
///     testing::wait();
///     assert!(!called.load(Ordering::Relaxed));
///     cancel.cancel();
///     testing::wait();
///     assert!(called.load(Ordering::Relaxed));
/// });
/// ```
#[doc(alias = "Wait")]
#[track_caller]
pub fn wait() {
    let local = current::local();
    let bubble = local.and_then(|local| Some((local, local.bubble.as_deref()?, local.running.get()?)));
    let Some((local, bubble, running)) = bubble else {
        panic!("`testing::wait` outside of a bubble: there is nobody to wait for; put the test into `testing::bubble`")
    };
    bubble.comes_last(running);
    let location = Location::caller();
    local.with_running(|task| task.note_wait(Reason::BubbleWait, location));
    local.switch_away(Outcome::Parked);
}

/// Sleeps, and then waits as [`wait`] does: whatever was due by then has been done. Go's `synctest.Sleep`.
///
/// # Panics
///
/// If the caller is in no bubble.
///
/// ```
/// use goroutines::testing;
/// use goroutines::time::{Duration, Timer};
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// testing::bubble(|| {
///     let calls = Arc::new(AtomicU32::new(0));
///     let counted = calls.clone();
///     Timer::after_func(Duration::from_secs(5), move || _ = counted.fetch_add(1, Ordering::Relaxed));
///     testing::sleep(Duration::from_secs(5));
///     assert_eq!(calls.load(Ordering::Relaxed), 1);
/// });
/// ```
#[track_caller]
pub fn sleep(duration: Duration) {
    time::sleep(duration);
    wait();
}

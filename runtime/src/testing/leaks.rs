//! Goroutines that a test leaves behind, outside of bubbles.

#![forbid(unsafe_code)]

use crate::sched::roster;
use crate::watch::dump::Listing;
use std::collections::HashSet;
use std::thread;
use std::time::{Duration, Instant};

/// How long goroutines that are about to end are waited for.
const GRACE: Duration = Duration::from_millis(500);

/// How often is looked.
const PAUSE: Duration = Duration::from_millis(1);

/// Fails the test at its drop if goroutines are there that were started since, and do not end within half a second: uber's `goleak`.
///
/// It sees the whole process, so a test that uses it must not run beside others that start goroutines: put it into a file of its
/// own, or run the tests with `--test-threads=1`. A [bubble](super::bubble) sees its own only, and needs no guard.
///
/// # Panics
///
/// The guard's drop panics, with the report that names each with its places. If the test panics already, it says nothing.
///
/// ```
/// use goroutines::prelude::*;
/// use goroutines::testing;
///
/// let leaks = testing::leaks();
/// let (tx, rx) = chan(0);
/// go!(|| tx.send(1).unwrap());
/// assert_eq!(rx.recv(), Ok(1));
/// drop(leaks); // it has ended, or will in a moment
/// ```
pub fn leaks() -> LeakGuard {
    // One that has not quite started is in no listing, and nothing would tell it from later ones.
    let start = Instant::now();
    loop {
        let before: HashSet<u64> = Listing::without_stacks().ids().collect();
        if before.len() >= roster::num_goroutine() || start.elapsed() > GRACE {
            return LeakGuard { before, allowed: Vec::new() };
        }
        crate::time::sleep(PAUSE);
    }
}

/// Looks for goroutines that were left behind; see [`leaks`].
#[derive(Debug)]
#[must_use = "it looks when it is dropped; bind it to a name"]
pub struct LeakGuard {
    before: HashSet<u64>,
    allowed: Vec<String>,
}

impl LeakGuard {
    /// Leaves out goroutines of which the report says this: the name, a function on the stack if `RUST_BACKTRACE` is set, or the place where they were
    /// started or wait, such as `src/pool.rs:`.
    ///
    /// ```
    /// use goroutines::prelude::*;
    /// use goroutines::testing;
    ///
    /// let leaks = testing::leaks().allow("background");
    /// let (_tx, rx) = chan::<()>(0);
    /// go!(#[goroutine(name = "background")] || rx.recv());
    /// drop(leaks);
    /// # std::mem::forget(_tx);
    /// ```
    pub fn allow(mut self, words: impl Into<String>) -> LeakGuard {
        self.allowed.push(words.into());
        self
    }

    /// The report of those that are there now.
    fn left(&self) -> Option<String> {
        let listing = if self.allowed.is_empty() { Listing::without_stacks() } else { Listing::take() };
        let is_allowed = |text: &str| self.allowed.iter().any(|words| text.contains(words));
        listing.of_others(&self.before, is_allowed)
    }
}

impl Drop for LeakGuard {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        let start = Instant::now();
        while let Some(left) = self.left() {
            if start.elapsed() > GRACE {
                panic!("goroutines that were started since are still there:\n\n{left}");
            }
            crate::time::sleep(PAUSE);
        }
    }
}

//! The runtime itself: Go's package `runtime`.

#![forbid(unsafe_code)]

use crate::go::boot;
pub use crate::go::panic::Goexit;
use crate::sched::{roster, search};

pub use crate::yield_now;

/// How many workers run goroutines: Go's `runtime.GOMAXPROCS(0)`.
///
/// ```
/// assert!(goroutines::runtime::max_procs() >= 1);
/// ```
pub fn max_procs() -> usize {
    boot::ensure();
    roster::homes().len()
}

/// How many processors the process may use: Go's `runtime.NumCPU`.
///
/// ```
/// assert!(goroutines::runtime::num_cpu() >= 1);
/// ```
pub fn num_cpu() -> usize {
    search::processors()
}

/// How many goroutines exist, running or not: Go's `runtime.NumGoroutine`.
///
/// Exact when the program is quiet; while goroutines start and end it is a moment old.
///
/// ```
/// let (tx, rx) = goroutines::chan::<()>(0);
/// let handle = goroutines::spawn(move || rx.recv());
/// assert_eq!(goroutines::runtime::num_goroutine(), 1);
/// drop(tx);
/// let _ = handle.join();
/// assert_eq!(goroutines::runtime::num_goroutine(), 0);
/// ```
pub fn num_goroutine() -> usize {
    roster::num_goroutine()
}

/// Ends the goroutine that calls it, running its destructors: Go's `runtime.Goexit`.
///
/// Its `join` gives `Err` with a [`Goexit`]. To std it is a panic without a message: `catch_unwind` catches it,
/// and `std::sync` mutexes that are held become poisoned.
///
/// ```
/// use goroutines::{go, runtime};
///
/// let handle = go! {
///     runtime::goexit();
/// };
/// assert!(handle.join().unwrap_err().is::<runtime::Goexit>());
/// ```
pub fn goexit() -> ! {
    std::panic::resume_unwind(Box::new(Goexit))
}

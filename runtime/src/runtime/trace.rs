//! A timeline of the program: which goroutine ran when and where, why it stopped, and who has woken whom. Go's
//! `runtime/trace`.
//!
//! ```
//! use goroutines::runtime::trace;
//! use goroutines::{chan, go};
//!
//! # let path = std::env::temp_dir().join(format!("trace of {}.json", std::process::id()));
//! trace::start(std::fs::File::create(&path)?)?;
//! let (tx, rx) = chan(0);
//! go! {
//!     let _parsing = trace::region("parse");
//!     tx.send(42).unwrap();
//! };
//! assert_eq!(rx.recv(), Ok(42));
//! trace::event("answered");
//! trace::stop()?;
//! # std::fs::remove_file(&path)?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The file opens in [Perfetto](https://ui.perfetto.dev) and in `chrome://tracing`; it is in Chrome's trace-event format. Each
//! worker is a track with the slices of its goroutines under their names, or the places where they were started; a slice says
//! what has ended it (a wait, and where; `yielded`, `time slice over`, `ended`), how long the goroutine had waited before, and
//! for how long it could have run and did not. Arrows lead from who woke or started a goroutine to its run. Calls of
//! [`blocking`](crate::blocking) and the workers' pollers have tracks of their own, and there are counters of goroutines that
//! wait, could run, were started and stolen.
//!
//! A program that is to be left as it is gets a trace of its whole run by the variable `GOROUTINES_TRACE=file`; it is complete
//! when `main`, which has to be a `#[goroutine]`, returns, and when a deadlock is reported. A program that crashes leaves what was written until then, which
//! opens as well.
//!
//! Where no trace is on, a switch takes no longer. Where one is, each switch and each wake-up takes some tens of nanoseconds
//! more. A program that switches millions of times in a second makes more events than can be written; those beyond are
//! counted, and the timeline says how many were lost, and where.

#![forbid(unsafe_code)]

use crate::base::fork;
use crate::go::boot;
use crate::task::events::{self, Kind};
use crate::task::reason::Reason;
use crate::watch::timeline;
use std::io::{self, Write};
use std::marker::PhantomData;

/// Starts a trace, which goes to the writer. Go's `trace.Start`. The writer is used, and dropped, on a thread of the runtime's own.
///
/// # Errors
///
/// If a trace is on already, or the system refuses the thread that writes it.
///
/// ```
/// use goroutines::runtime::trace;
///
/// trace::start(std::io::sink())?;
/// assert!(trace::start(std::io::sink()).is_err());
/// trace::stop()?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn start(writer: impl Write + Send + 'static) -> io::Result<()> {
    fork::refuse();
    boot::ensure();
    timeline::start(Box::new(writer))
}

/// Ends the trace, if one is on: when this returns, it is written. Go's `trace.Stop`. A goroutine parks meanwhile.
///
/// # Errors
///
/// The first error of the writer, after which nothing more was written.
///
/// ```
/// goroutines::runtime::trace::stop()?; // there is none
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn stop() -> io::Result<()> {
    fork::refuse();
    timeline::stop()
}

/// Whether a trace is on: Go's `trace.IsEnabled`.
///
/// ```
/// assert!(!goroutines::runtime::trace::is_on());
/// ```
#[doc(alias = "IsEnabled")]
pub fn is_on() -> bool {
    events::are_wanted()
}

/// Marks what the goroutine does until the region is dropped, also while it waits: Go's `trace.StartRegion`. Nothing if no trace is on.
///
/// ```
/// use goroutines::runtime::trace;
///
/// fn parse(text: &str) -> usize {
///     let _region = trace::region("parse");
///     text.len()
/// }
/// # assert_eq!(parse("four"), 4);
/// ```
#[doc(alias = "StartRegion")]
#[must_use = "the region ends when it is dropped"]
pub fn region(name: &'static str) -> Region {
    let number = events::are_wanted().then(|| events::number_of(name));
    if let Some(number) = number {
        events::note(Kind::RegionBegins, Reason::Running, number, None);
    }
    Region { number, stays: PhantomData }
}

/// Part of what a goroutine does; see [`region`].
#[derive(Debug)]
pub struct Region {
    number: Option<u64>,
    /// It belongs to the goroutine that has begun it.
    stays: PhantomData<*const ()>,
}

impl Drop for Region {
    fn drop(&mut self) {
        if let Some(number) = self.number
            && events::are_wanted()
        {
            events::note(Kind::RegionEnds, Reason::Running, number, None);
        }
    }
}

/// Marks this moment: Go's `trace.Log`. Nothing if no trace is on.
///
/// ```
/// goroutines::runtime::trace::event("cache miss");
/// ```
#[doc(alias = "Log")]
pub fn event(name: &'static str) {
    if events::are_wanted() {
        events::note(Kind::Marked, Reason::Running, events::number_of(name), None);
    }
}

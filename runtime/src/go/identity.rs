//! Which goroutine this is.

#![forbid(unsafe_code)]

use crate::blocking::call;
use crate::task::current;
use crate::task::reason::Reason;
use crate::task::record::TaskRef;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::thread::{self, Thread};

/// A goroutine's id and name, as reports print them: std's `Thread`. [`runtime::current`](crate::runtime::current) and
/// [`JoinHandle::goroutine`](crate::JoinHandle::goroutine) give one.
///
/// It may be kept for as long as one likes; it keeps neither the goroutine nor its result.
///
/// ```
/// let handle = goroutines::Builder::new().name("crawler").spawn(goroutines::runtime::current).unwrap();
/// let goroutine = handle.join().unwrap();
/// assert_eq!(goroutine.name(), Some("crawler"));
/// assert_eq!(goroutine.to_string(), format!("goroutine {} (crawler)", goroutine.id()));
/// ```
#[derive(Clone)]
pub struct Goroutine(Who);

#[derive(Clone)]
enum Who {
    Goroutine(TaskRef),
    Thread(Thread),
}

impl UnwindSafe for Goroutine {}
impl RefUnwindSafe for Goroutine {}

/// The goroutine that calls it, or for which a blocking call runs, or the plain thread, whose id is 0.
pub(crate) fn current() -> Goroutine {
    let here = current::local().and_then(|local| local.running_ref());
    match here.or_else(|| call::with_caller(|task, _| TaskRef::clone(task))) {
        Some(task) => Goroutine(Who::Goroutine(task)),
        None => Goroutine(Who::Thread(thread::current())),
    }
}

impl Goroutine {
    pub(crate) fn new(task: TaskRef) -> Goroutine {
        Goroutine(Who::Goroutine(task))
    }

    /// Whether the goroutine is running at this moment.
    pub(super) fn is_running(&self) -> bool {
        matches!(&self.0, Who::Goroutine(task) if task.reason() == Reason::Running)
    }

    /// The goroutine's number, which no other goroutine of the process ever has. The main goroutine is 1. A plain
    /// thread has 0.
    ///
    /// ```
    /// use goroutines::runtime;
    ///
    /// assert_eq!(runtime::current().id(), 0, "a plain thread");
    /// let handle = goroutines::spawn(|| runtime::current().id());
    /// assert_eq!(handle.id(), handle.join().unwrap());
    /// ```
    pub fn id(&self) -> u64 {
        match &self.0 {
            Who::Goroutine(task) => task.id,
            Who::Thread(_) => 0,
        }
    }

    /// The name that the goroutine was given, or the thread.
    ///
    /// ```
    /// let handle = goroutines::spawn(goroutines::runtime::current);
    /// assert_eq!(handle.join().unwrap().name(), None);
    /// ```
    pub fn name(&self) -> Option<&str> {
        match &self.0 {
            Who::Goroutine(task) => task.name(),
            Who::Thread(thread) => thread.name(),
        }
    }
}

impl fmt::Display for Goroutine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0, self.name()) {
            (Who::Goroutine(task), None) => write!(f, "goroutine {}", task.id),
            (Who::Goroutine(task), Some(name)) => write!(f, "goroutine {} ({name})", task.id),
            (Who::Thread(_), None) => f.write_str("a thread"),
            (Who::Thread(_), Some(name)) => write!(f, "thread {name}"),
        }
    }
}

impl fmt::Debug for Goroutine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Goroutine").field("id", &self.id()).field("name", &self.name()).finish_non_exhaustive()
    }
}

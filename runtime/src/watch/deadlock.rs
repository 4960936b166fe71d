//! Whether anything can still wake the goroutines that wait.
//!
//! All workers sleep. The process is dead if no home has an alarm, nobody waits for a socket or listens to signals, no callback is pending (it is the watch that fires them,
//! and it examines here), or there is no stack that either could lead on, no unstarted goroutine could be given a stack,
//! and no thread exists that the runtime did not start, other than those that are blocked in one of our
//! operations without a deadline. (One for blocking calls counts as the runtime's while it is idle: `blocking/pool`.) Each of these is looked at while all homes sleep, and none may have woken
//! between the first look and the last; since only running threads wake sleepers, the facts then held at
//! the same time. Whoever wakes a blocked thread takes it off the count of blocked ones first, so a wake-up
//! in flight shows as a thread that runs.

#![forbid(unsafe_code)]

use super::report;
use crate::base::stderr;
use crate::drive::{call, timers};
use crate::engine::limits;
use crate::sched::{idle, roster};
use crate::wait::thread;
use std::os::unix::fs::MetadataExt as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, OnceLock};
use std::{fs, io};

/// The directory of the process's threads.
const THREADS: &str = "/proc/self/task";

/// What the examination has found, if it returns.
pub(crate) enum Verdict {
    /// Some worker will wake by itself, or there is nothing to wake.
    Fine,
    /// Only a thread that the runtime did not start can wake anything.
    Unknown,
    /// As above, and the system does not say whether there is one.
    Untold(io::Error),
}

/// Asks whether something outside of the process may still wake a goroutine: a signal.
static OUTSIDE: OnceLock<fn() -> bool> = OnceLock::new();

/// Has this asked before a deadlock is reported.
pub(crate) fn ask_outside(ask: fn() -> bool) {
    let _ = OUTSIDE.set(ask);
}

/// The main goroutine has ended by `goexit`, so the process lives for the others alone.
static MAIN_HAS_LEFT: AtomicBool = AtomicBool::new(false);

/// The main goroutine, which calls this, is about to end by `goexit`.
pub(crate) fn main_leaves() {
    MAIN_HAS_LEFT.store(true, Ordering::SeqCst);
}

/// Examines the process while all workers sleep, and ends it with a report if it is dead.
pub(crate) fn examine() -> Verdict {
    let before = idle::awakenings();
    if !all_asleep() {
        return Verdict::Unknown;
    }
    let homes = roster::homes();
    let timed = call::waiting_threads() > 0
        || homes.iter().any(|home| home.sockets.waiting() > 0)
        || timers::is_pending()
        || OUTSIDE.get().is_some_and(|ask| ask())
        || homes.iter().any(|home| home.published.has_alarms.load(Ordering::SeqCst));
    let none = roster::num_goroutine() == 0;
    if timed && !no_stack_can_become_free() || none && !MAIN_HAS_LEFT.load(Ordering::SeqCst) {
        return Verdict::Fine;
    }
    let blocked = thread::blocked();
    let threads = match count_threads() {
        Ok(threads) => threads,
        Err(refusal) => return Verdict::Untold(refusal),
    };
    if threads > roster::own_threads() + blocked.0 {
        return Verdict::Unknown;
    }
    let unstarted = homes.iter().any(|home| home.has_unstarted());
    if unstarted {
        // A home that has not been refused a stack may have idle ones.
        let mut untried = homes.iter().filter(|home| !home.published.starved.load(Ordering::SeqCst)).peekable();
        if untried.peek().is_some() {
            untried.for_each(|home| {
                idle::wake(home);
            });
            return Verdict::Unknown;
        }
    }
    if !all_asleep() || idle::awakenings() != before || thread::blocked() != blocked {
        return Verdict::Unknown;
    }
    match (none, unstarted) {
        (true, _) => report::no_goroutines(),
        (false, true) => report::no_stack(),
        (false, false) => report::deadlock(),
    }
}

/// Whether all homes were refused a stack, and none exists that a timer could set free.
fn no_stack_can_become_free() -> bool {
    limits::stacks() == 0 && roster::homes().iter().all(|home| home.published.starved.load(Ordering::SeqCst))
}

fn all_asleep() -> bool {
    roster::homes().iter().all(|home| home.inbox.is_asleep())
}

/// How many threads the process has. The directory of its threads says so in the number of its links, two of which are
/// a directory's own. Unlike a listing of the threads it is one number at one moment, and nothing is opened for it: there
/// may be no descriptor left.
fn count_threads() -> io::Result<usize> {
    let links = fs::metadata(THREADS)?.nlink();
    let threads = usize::try_from(links).ok().and_then(|links| links.checked_sub(2)).filter(|&threads| threads > 0);
    threads.ok_or_else(|| io::Error::other("it does not count them"))
}

/// Says that a deadlock cannot be told from a program that waits for a thread.
pub(crate) fn cannot_tell(refusal: &io::Error) {
    static TOLD: Once = Once::new();
    // Elsewhere there is no such directory.
    if cfg!(target_os = "linux") {
        TOLD.call_once(|| {
            stderr::report(format_args!(
                "goroutines: all goroutines are asleep, and it is unknown whether a thread could wake one ({THREADS}: \
                 {refusal}), so a deadlock cannot be reported; mount /proc, or send SIGQUIT to see what they wait for\n"
            ));
        });
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    #[test]
    #[cfg(target_os = "linux")]
    fn threads_are_counted() {
        let listed = std::fs::read_dir(super::THREADS).unwrap().count();
        let counted = super::count_threads().unwrap();
        // Other tests start and end threads meanwhile.
        assert!(counted >= 1 && counted.abs_diff(listed) < 64, "{counted} {listed}");
    }
}

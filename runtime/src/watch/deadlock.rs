//! Whether anything can still wake the goroutines that wait.
//!
//! All workers sleep. The process is dead if no home has an alarm, no callback is pending (it is the watch that fires them,
//! and it examines here), no unstarted goroutine could be given a stack,
//! and no thread exists that the runtime did not start, other than those that are blocked in one of our
//! operations without a deadline. (One for blocking calls counts as the runtime's while it is idle: `blocking/pool`.) Each of these is looked at while all homes sleep, and none may have woken
//! between the first look and the last; since only running threads wake sleepers, the facts then held at
//! the same time. Whoever wakes a blocked thread takes it off the count of blocked ones first, so a wake-up
//! in flight shows as a thread that runs.

#![forbid(unsafe_code)]

use super::report;
use crate::drive::timers;
use crate::sched::{idle, roster};
use crate::wait::thread;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the examination has found, if it returns.
pub(crate) enum Verdict {
    /// Some worker will wake by itself, or there is nothing to wake.
    Fine,
    /// Only a thread that the runtime did not start can wake anything.
    Unknown,
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
    let timed = timers::is_pending() || homes.iter().any(|home| home.published.has_alarms.load(Ordering::SeqCst));
    let none = roster::num_goroutine() == 0;
    if timed || none && !MAIN_HAS_LEFT.load(Ordering::SeqCst) {
        return Verdict::Fine;
    }
    let blocked = thread::blocked();
    let Some(threads) = count_threads() else { return Verdict::Fine };
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

fn all_asleep() -> bool {
    roster::homes().iter().all(|home| home.inbox.is_asleep())
}

/// How many threads the process has, where the system says. The twentieth field, counted behind the program's name,
/// which may contain anything; unlike a listing of the threads it is one number at one moment.
fn count_threads() -> Option<usize> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(17)?.parse().ok()
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    #[test]
    #[cfg(target_os = "linux")]
    fn threads_are_counted() {
        let listed = std::fs::read_dir("/proc/self/task").unwrap().count();
        let counted = super::count_threads().unwrap();
        // Other tests start and end threads meanwhile.
        assert!(counted >= 1 && counted.abs_diff(listed) < 64, "{counted} {listed}");
    }
}

//! The goroutines of the process, as reports print them.
//!
//! A listing is a moment old when it is printed: goroutines start, wait and end while it is made. Each stands in it
//! once, and none that was there before it began and is still there afterwards is missing. For that, it is made in this
//! order: how many have not started, which are only in queues that cannot be looked through; then of each home the one
//! that runs without ever having been suspended, and, under a lock, the list of all others. A goroutine moves through
//! these in the same order and never leaves its home, so it is met at least once; if twice, its id tells.
//!
//! Facts are copied under the locks, and written without any.

#![forbid(unsafe_code)]

use super::stacks;
use crate::base::clock;
use crate::sched::roster;
use crate::task::reason::Reason;
use crate::task::record::Task;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::panic::Location;
use std::sync::Arc;

/// What a report says of one goroutine.
struct Entry {
    id: u64,
    parent: u64,
    name: Option<String>,
    reason: Reason,
    /// The second in which it began to wait.
    since: u32,
    blocked_at: Option<&'static Location<'static>>,
    spawned_at: &'static Location<'static>,
}

/// How many goroutines have not started.
pub(super) fn unstarted() -> usize {
    roster::homes().iter().map(|home| home.unstarted()).sum()
}

/// All goroutines at a moment.
pub(crate) struct Listing {
    /// By id.
    entries: Vec<Entry>,
    unstarted: usize,
    /// The second of the listing.
    now: u32,
    /// By goroutine; `None` if nobody wants them.
    stacks: Option<HashMap<u64, Arc<str>>>,
}

impl Entry {
    fn new(task: &Task) -> Entry {
        let reason = task.reason();
        let waits = !matches!(reason, Reason::Running | Reason::Runnable);
        Entry {
            id: task.id,
            parent: task.parent,
            name: task.name().map(str::to_owned),
            reason,
            since: task.since(),
            blocked_at: if waits { task.blocked_at() } else { None },
            spawned_at: task.spawned_at,
        }
    }

    fn describe(&self, now: u32, stacks: Option<&HashMap<u64, Arc<str>>>) -> String {
        let mut text = format!("goroutine {} [{}", self.id, self.reason.text());
        if self.blocked_at.is_some() {
            match now.saturating_sub(self.since) / 60 {
                0 => {}
                1 => text.push_str(", 1 minute"),
                minutes => _ = write!(text, ", {minutes} minutes"),
            }
        }
        text.push_str("]:");
        if let Some(name) = &self.name {
            let _ = write!(text, " {name}");
        }
        text.push('\n');
        if let Some(location) = self.blocked_at {
            let _ = writeln!(text, "\tblocked at {location}");
        }
        if let Some(stacks) = stacks {
            match stacks.get(&self.id) {
                Some(stack) => text.push_str(stack),
                None if self.reason == Reason::Running => text.push_str("\tstack unavailable while it runs\n"),
                None => text.push_str("\tstack unavailable\n"),
            }
        }
        let _ = write!(text, "\tstarted at {}", self.spawned_at);
        if self.parent != 0 {
            let _ = write!(text, " in goroutine {}", self.parent);
        }
        text.push('\n');
        text
    }
}

impl Listing {
    /// Lists the goroutines. With `RUST_BACKTRACE` set it may park the caller.
    #[track_caller]
    pub(crate) fn take() -> Listing {
        let mut entries = Vec::new();
        let unstarted = unstarted();
        for home in roster::homes() {
            if let Some(seen) = home.published.newcomer.read() {
                entries.push(Entry {
                    id: seen.id,
                    parent: seen.parent,
                    name: None,
                    reason: Reason::Running,
                    since: 0,
                    blocked_at: None,
                    spawned_at: seen.spawned_at,
                });
            }
            home.for_each_listed(|task| {
                if task.reason() != Reason::Ended {
                    entries.push(Entry::new(task));
                }
            });
        }
        // Stable: of two entries the one from the list, which has the name, was pushed last.
        entries.sort_by_key(|entry| entry.id);
        entries.dedup_by(|later, earlier| {
            let same = later.id == earlier.id;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        let stacks = stacks::are_wanted().then(stacks::collect);
        Listing { entries, unstarted, now: clock::advance(), stacks }
    }

    /// Writes a paragraph for each goroutine.
    pub(crate) fn write(&self, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
        for (index, entry) in self.entries.iter().enumerate() {
            let mut paragraph = entry.describe(self.now, self.stacks.as_ref());
            if index > 0 {
                paragraph.insert(0, '\n');
            }
            out.write_all(paragraph.as_bytes())?;
        }
        match self.unstarted {
            0 => Ok(()),
            1 => out.write_all(b"\n1 goroutine has not started\n"),
            unstarted => out.write_all(format!("\n{unstarted} goroutines have not started\n").as_bytes()),
        }
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    fn entry(since: u32) -> Entry {
        let here = Location::caller();
        let reason = Reason::ChanSend;
        Entry { id: 7, parent: 1, name: None, reason, since, blocked_at: Some(here), spawned_at: here }
    }

    // TR-01
    #[test]
    fn long_waits_are_told_in_minutes() {
        for (now, head) in [
            (1000, "goroutine 7 [chan send]:\n"),
            (1059, "goroutine 7 [chan send]:\n"),
            (1060, "goroutine 7 [chan send, 1 minute]:\n"),
            (1150, "goroutine 7 [chan send, 2 minutes]:\n"),
        ] {
            let text = entry(1000).describe(now, None);
            assert!(text.starts_with(head), "{text}");
        }
        assert!(entry(1001).describe(1000, None).starts_with("goroutine 7 [chan send]:"), "a clock that is behind");
    }

    #[test]
    fn one_that_runs_has_waited_for_nothing() {
        let entry = Entry { blocked_at: None, reason: Reason::Running, ..entry(0) };
        assert!(entry.describe(1000, None).starts_with("goroutine 7 [running]:\n\tstarted at "));
    }
}

//! The goroutines of the process, as reports print them.
//!
//! A listing is a moment old when it is printed: goroutines start, wait and end while it is made. Each stands in it
//! once, and none that was there before it began and is still there afterwards is missing. For that, it is made in this
//! order: how many have not started, which are only in queues that cannot be looked through; then of each home the one
//! that runs without ever having been suspended, and, under a lock, the list of all others. A goroutine moves through
//! these in the same order and never leaves its home, so it is met at least once; if twice, its id tells.
//!
//! Facts are copied under the locks, and written without any: a paragraph for those that are alike (`folded`), or, where
//! that is asked for, one for each.

#![forbid(unsafe_code)]

use super::folded::{self, StalledGroup};
use super::stacks;
use crate::base::clock;
use crate::sched::roster;
use crate::task::home::Home;
use crate::task::reason::Reason;
use crate::task::record::Task;
use std::collections::{HashMap, HashSet};
use std::env;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

/// What a report says of one goroutine.
pub(super) struct Entry {
    pub(super) id: u64,
    pub(super) parent: u64,
    pub(super) name: Option<String>,
    pub(super) reason: Reason,
    /// The tenth of a second in which it began to wait.
    pub(super) since: u32,
    pub(super) blocked_at: Option<&'static Location<'static>>,
    pub(super) spawned_at: &'static Location<'static>,
}

/// How much is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A paragraph for those that are alike.
    Folded,
    /// A paragraph for each.
    Full,
}

impl Form {
    /// What the variable `GOROUTINES_DUMP` asks for.
    pub(crate) fn asked_for() -> Form {
        if env::var_os("GOROUTINES_DUMP").is_some_and(|form| form == "full") { Form::Full } else { Form::Folded }
    }
}

/// How many goroutines have not started.
pub(super) fn unstarted() -> usize {
    roster::all_homes().map(|home| home.unstarted()).sum()
}

/// All goroutines at a moment.
pub(crate) struct Listing {
    /// By id.
    entries: Vec<Entry>,
    unstarted: usize,
    /// The tenth of a second of the listing.
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

    pub(super) fn describe(&self, now: u32, stacks: Option<&HashMap<u64, Arc<str>>>) -> String {
        let mut text = format!("goroutine {} [{}", self.id, self.reason.text());
        if self.blocked_at.is_some() {
            match now.saturating_sub(self.since) / 600 {
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
        self.describe_place(&mut text, stacks);
        if self.parent != 0 {
            let _ = write!(text, " in goroutine {}", self.parent);
        }
        text.push('\n');
        text
    }

    /// Where it waits, how it got there, and where it was started, without the end of that line.
    pub(super) fn describe_place(&self, text: &mut String, stacks: Option<&HashMap<u64, Arc<str>>>) {
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
    }
}

impl Listing {
    /// Lists the goroutines. With `RUST_BACKTRACE` set it may park the caller.
    #[track_caller]
    pub(crate) fn take() -> Listing {
        let mut listing = Listing::without_stacks();
        listing.stacks = stacks::are_wanted().then(stacks::collect);
        listing
    }

    /// As [`Listing::take`], without stacks, whatever the environment says.
    pub(crate) fn without_stacks() -> Listing {
        Listing::of(roster::all_homes(), unstarted())
    }

    /// Lists the goroutines of some homes, beside so many that have not started, without their stacks.
    pub(crate) fn of(homes: impl Iterator<Item = &'static Home>, unstarted: usize) -> Listing {
        let mut entries = Vec::new();
        for home in homes {
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
        Listing { entries, unstarted, now: clock::advance(), stacks: None }
    }

    /// The names that goroutines have.
    pub(super) fn names(self) -> impl Iterator<Item = (u64, String)> {
        self.entries.into_iter().filter_map(|entry| Some((entry.id, entry.name?)))
    }

    /// The ids of the goroutines that are listed.
    pub(crate) fn ids(&self) -> impl Iterator<Item = u64> {
        self.entries.iter().map(|entry| entry.id)
    }

    /// The paragraphs of those that are not `known` and do not say what is left out; none if there are none, and none has not started.
    pub(crate) fn of_others(&self, known: &HashSet<u64>, is_left_out: impl Fn(&str) -> bool) -> Option<String> {
        let others = self.entries.iter().filter(|entry| !known.contains(&entry.id));
        let mut paragraphs: Vec<String> = others.map(|entry| entry.describe(self.now, self.stacks.as_ref())).collect();
        paragraphs.retain(|paragraph| !is_left_out(paragraph));
        if self.unstarted > 0 {
            paragraphs.push(format!("{} goroutines have not started\n", self.unstarted));
        }
        (!paragraphs.is_empty()).then(|| paragraphs.join("\n"))
    }

    /// Gives the goroutines other numbers.
    pub(crate) fn renumber(&mut self, number: impl Fn(u64) -> u64) {
        for entry in &mut self.entries {
            (entry.id, entry.parent) = (number(entry.id), number(entry.parent));
        }
        self.entries.sort_by_key(|entry| entry.id);
    }

    /// Those that have waited for so long.
    pub(crate) fn stalled(mut self, older_than: Duration) -> Vec<StalledGroup> {
        let least = older_than.as_millis().div_ceil(100);
        let now = self.now;
        self.entries.retain(|entry| u128::from(now.saturating_sub(entry.since)) >= least);
        folded::stalled(&self.entries, now)
    }

    /// Writes the paragraphs.
    pub(crate) fn write(&self, out: &mut (impl Write + ?Sized), form: Form) -> io::Result<()> {
        let stacks = self.stacks.as_ref();
        let mut between = "";
        let mut put = |paragraph: String| {
            let whole = format!("{between}{paragraph}");
            between = "\n";
            out.write_all(whole.as_bytes())
        };
        match form {
            Form::Full => self.entries.iter().try_for_each(|entry| put(entry.describe(self.now, stacks)))?,
            Form::Folded => {
                let groups = folded::fold(&self.entries, self.now, stacks);
                groups.iter().try_for_each(|group| put(group.describe(self.now, stacks)))?;
            }
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
            (1599, "goroutine 7 [chan send]:\n"),
            (1600, "goroutine 7 [chan send, 1 minute]:\n"),
            (2500, "goroutine 7 [chan send, 2 minutes]:\n"),
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

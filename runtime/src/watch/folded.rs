//! Goroutines that are alike, in one paragraph.
//!
//! A hundred thousand that wait in the same line say the same, and a report that says it a hundred thousand times is not
//! read. Alike are those that were started at the same place, do the same, and wait at the same place; where stacks are
//! wanted, on the same stack. How many they are, how long the first and the last of them have waited, and the ids of a
//! few, by which they are found in logs, is what a reader needs. A name tells two apart where there are few: there may be as
//! many names as goroutines.

#![forbid(unsafe_code)]

use super::dump::Entry;
use crate::task::reason::Reason;
use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

/// Goroutines of a paragraph that are named by their ids.
const SHOWN: usize = 4;

/// Of more that are alike those with a name do not stand alone.
const APART: usize = 8;

/// Goroutines that are alike.
pub(super) struct Group<'a> {
    /// The first of them.
    pub(super) first: &'a Entry,
    pub(super) count: usize,
    /// The first few.
    pub(super) few: Vec<&'a Entry>,
    /// Tenths of a second that the one has waited that has waited for the shortest time, and for the longest.
    youngest: u32,
    oldest: u32,
    /// All were started by the same goroutine.
    siblings: bool,
}

/// What those have in common that are alike. The name only where they are few.
type Alike<'a> =
    (Reason, Option<&'static Location<'static>>, &'static Location<'static>, Option<&'a str>, Option<&'a str>);

/// Puts together who is alike: in the order of the first of each group.
pub(super) fn fold<'a>(entries: &'a [Entry], now: u32, stacks: Option<&'a HashMap<u64, Arc<str>>>) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    for group in fold_by(entries.iter(), now, stacks, |_| None) {
        if group.count <= APART && group.few.iter().any(|entry| entry.name.is_some()) {
            groups.extend(fold_by(group.few.into_iter(), now, stacks, |entry| entry.name.as_deref()));
        } else {
            groups.push(group);
        }
    }
    groups.sort_by_key(|group| group.first.id);
    groups
}

fn fold_by<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    now: u32,
    stacks: Option<&'a HashMap<u64, Arc<str>>>,
    name: impl Fn(&'a Entry) -> Option<&'a str>,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<Alike<'a>, usize> = HashMap::new();
    for entry in entries {
        let stack = stacks.and_then(|stacks| stacks.get(&entry.id)).map(|stack| &**stack);
        let alike = (entry.reason, entry.blocked_at, entry.spawned_at, stack, name(entry));
        let place = *known.entry(alike).or_insert(groups.len());
        let age = now.saturating_sub(entry.since);
        match groups.get_mut(place) {
            Some(group) => {
                group.count += 1;
                group.youngest = group.youngest.min(age);
                group.oldest = group.oldest.max(age);
                group.siblings &= entry.parent == group.first.parent;
                if group.few.len() < APART {
                    group.few.push(entry);
                }
            }
            None => groups.push(Group {
                first: entry,
                count: 1,
                few: vec![entry],
                youngest: age,
                oldest: age,
                siblings: true,
            }),
        }
    }
    groups
}

impl Group<'_> {
    pub(super) fn youngest(&self) -> Duration {
        Duration::from_millis(u64::from(self.youngest) * 100)
    }

    pub(super) fn oldest(&self) -> Duration {
        Duration::from_millis(u64::from(self.oldest) * 100)
    }

    /// The paragraph. Of a single goroutine: its own.
    pub(super) fn describe(&self, now: u32, stacks: Option<&HashMap<u64, Arc<str>>>) -> String {
        if self.count == 1 {
            return self.first.describe(now, stacks);
        }
        let mut text = format!("{} goroutines [{}", self.count, self.first.reason.text());
        if self.first.blocked_at.is_some() {
            let _ = self.write_ages(&mut text);
        }
        text.push_str("]: ");
        for (index, entry) in self.few.iter().take(SHOWN).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let _ = match &entry.name {
                Some(name) => write!(text, "{comma}{} ({name})", entry.id),
                None => write!(text, "{comma}{}", entry.id),
            };
        }
        text.push_str(if self.count > SHOWN { ", …\n" } else { "\n" });
        self.first.describe_place(&mut text, stacks);
        match (self.siblings, self.first.parent) {
            (true, 0) => {}
            (true, parent) => _ = write!(text, " in goroutine {parent}"),
            (false, _) => text.push_str(" in several goroutines"),
        }
        text.push('\n');
        text
    }

    /// Nothing if none has waited for a second.
    fn write_ages(&self, text: &mut String) -> fmt::Result {
        let (youngest, oldest) = (Age::of(self.youngest), Age::of(self.oldest));
        match (youngest, oldest) {
            (_, Age { number: 0, .. }) => Ok(()),
            (Age { number: 0, .. }, oldest) => write!(text, ", up to {oldest}"),
            (youngest, oldest) if youngest == oldest => write!(text, ", {oldest}"),
            (youngest, oldest) if youngest.unit == oldest.unit => write!(text, ", {} to {oldest}", youngest.number),
            (youngest, oldest) => write!(text, ", {youngest} to {oldest}"),
        }
    }
}

/// How long a goroutine has waited, in one unit.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Age {
    number: u32,
    unit: &'static str,
}

impl Age {
    fn of(tenths: u32) -> Age {
        let seconds = tenths / 10;
        let units = [(3600, "hour"), (60, "minute"), (1, "second")];
        let unit = units.into_iter().find(|&(least, _)| seconds >= least).unwrap_or((1, "second"));
        Age { number: seconds / unit.0, unit: unit.1 }
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.number, self.unit, if self.number == 1 { "" } else { "s" })
    }
}

/// Goroutines that wait at the same place, and were started at the same place:
/// [`runtime::stalled`](crate::runtime::stalled) gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StalledGroup {
    /// How many they are.
    pub count: usize,
    /// What they wait for, in the words of a report: `chan receive`.
    pub reason: &'static str,
    /// Where they wait.
    pub blocked_at: &'static Location<'static>,
    /// Where they were started.
    pub spawned_at: &'static Location<'static>,
    /// How long the one has waited that began last.
    pub youngest: Duration,
    /// How long the one has waited that began first.
    pub oldest: Duration,
    /// The ids of a few of them.
    pub ids: Vec<u64>,
}

/// Those that have waited for so long, the most numerous first.
pub(super) fn stalled(entries: &[Entry], now: u32) -> Vec<StalledGroup> {
    let groups = fold(entries, now, None).into_iter().filter_map(|group| {
        Some(StalledGroup {
            count: group.count,
            reason: group.first.reason.text(),
            blocked_at: group.first.blocked_at?,
            spawned_at: group.first.spawned_at,
            youngest: group.youngest(),
            oldest: group.oldest(),
            ids: group.few.iter().take(SHOWN).map(|entry| entry.id).collect(),
        })
    });
    let mut groups: Vec<StalledGroup> = groups.collect();
    groups.sort_by_key(|group| usize::MAX - group.count);
    groups
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    fn entry(id: u64, since: u32) -> Entry {
        let here = Location::caller();
        Entry { id, parent: 1, name: None, reason: Reason::ChanSend, since, blocked_at: Some(here), spawned_at: here }
    }

    fn head(since: &[u32], now: u32) -> String {
        let entries: Vec<Entry> = (1..).zip(since).map(|(id, &since)| entry(id, since)).collect();
        let groups = fold(&entries, now, None);
        assert_eq!(groups.len(), 1);
        groups[0].describe(now, None).lines().next().unwrap().to_owned()
    }

    #[test]
    fn the_youngest_and_the_oldest_are_told() {
        for (since, head_line) in [
            ([1000, 1000], "2 goroutines [chan send]: 1, 2"),
            ([995, 999], "2 goroutines [chan send]: 1, 2"),
            ([990, 999], "2 goroutines [chan send, up to 1 second]: 1, 2"),
            ([985, 971], "2 goroutines [chan send, 1 to 2 seconds]: 1, 2"),
            ([970, 970], "2 goroutines [chan send, 3 seconds]: 1, 2"),
            ([100, 970], "2 goroutines [chan send, 3 seconds to 1 minute]: 1, 2"),
            // A clock that is behind.
            ([1001, 1001], "2 goroutines [chan send]: 1, 2"),
        ] {
            assert_eq!(head(&since, 1000), head_line);
        }
        assert_eq!(head(&[0, 36_000 * 2], 36_000 * 3), "2 goroutines [chan send, 1 to 3 hours]: 1, 2");
        assert_eq!(head(&[7; 5], 7), "5 goroutines [chan send]: 1, 2, 3, 4, …");
    }

    #[test]
    fn who_differs_stands_alone() {
        let [one, two] = [entry(1, 0), entry(2, 0)];
        for other in [
            Entry { reason: Reason::Select, ..entry(3, 0) },
            Entry { blocked_at: Some(Location::caller()), ..entry(3, 0) },
            Entry { spawned_at: Location::caller(), ..entry(3, 0) },
        ] {
            let entries = [entry(1, 0), other, entry(4, 0)];
            let counts: Vec<_> = fold(&entries, 0, None).iter().map(|group| group.count).collect();
            assert_eq!(counts, [2, 1]);
        }
        let stacks = HashMap::from([(1, Arc::from("here")), (2, Arc::from("there"))]);
        assert_eq!(fold(&[one, two], 0, Some(&stacks)).len(), 2);
    }

    #[test]
    fn names_stand_alone_where_there_are_few() {
        let named = |id, name: &str| Entry { name: Some(name.to_owned()), ..entry(id, 0) };
        let few = [named(1, "alpha"), entry(2, 0), named(3, "beta"), Entry { parent: 2, ..entry(4, 0) }];
        let texts: Vec<String> = fold(&few, 0, None).iter().map(|group| group.describe(0, None)).collect();
        assert_eq!(texts.len(), 3);
        assert!(texts[0].starts_with("goroutine 1 [chan send]: alpha\n\tblocked at "), "{texts:?}");
        assert!(texts[1].starts_with("2 goroutines [chan send]: 2, 4\n\tblocked at "), "{texts:?}");
        assert!(texts[1].ends_with(" in several goroutines\n"), "{texts:?}");
        let many: Vec<Entry> = (1..=9).map(|id| named(id, &format!("worker {id}"))).collect();
        let text = fold(&many, 0, None)[0].describe(0, None);
        assert!(
            text.starts_with("9 goroutines [chan send]: 1 (worker 1), 2 (worker 2), 3 (worker 3), 4 (worker 4), …\n")
        );
        assert!(text.ends_with(" in goroutine 1\n"), "{text}");
    }
}

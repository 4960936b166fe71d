//! What goroutines do that were started at the same place: whether they compute, or only pass something on.
//!
//! Two that pass values to each other are best off on one worker: a hand-over within a worker costs a tenth of a microsecond,
//! and one between two of them moves lines of the cache and keeps both awake. Two that compute want a worker each. Which they are
//! shows once they run, and what was started before at the same place has run. So workers time one slice in every few hundred,
//! and the mean by place says what the next ones are: *light* if they run for less than a hand-over is worth. Those that mostly wait
//! for goroutines that they have started themselves are not: they are the heads of groups that have nothing to do with each other,
//! as in a tree.
//!
//! It is a guess, and nothing but speed may depend on it.

#![forbid(unsafe_code)]

use super::record::Task;
use std::cell::Cell;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Every so many times one is timed at first, and later. Odd numbers: of two that take turns with each other both are seen.
const AT_FIRST: usize = 31;
const LATER: usize = 251;

/// Goroutines that go on for less than this on the mean are light.
const LIGHT: u64 = 2_000;

/// So many slices are timed before a place is judged.
const ENOUGH: u64 = 8;

/// A slice counts as no longer than this. One among thirty that is as long as this is enough for a place to be no longer
/// light, and a slice in which the system took the worker off its processor should not count for more.
const LONGEST: u64 = 256_000;

/// Woken by a child each time.
const ALWAYS: u64 = 255;

/// How slowly the mean follows, in slices, once there are as many.
const MEMORY: u64 = 32;

/// On the mean between two looks of the watch: longer than a goroutine waits in place in vain.
const LONG: Duration = Duration::from_micros(32);

/// Places are told apart by their addresses. Two that meet in one entry take turns at forgetting each other.
const PLACES: usize = 512;

/// A tag of the place (16 bits), how often its goroutines are woken by their own children (8), the slices timed (8), and their mean in
/// nanoseconds (32), in one word so that they belong together.
static SITES: [AtomicU64; PLACES] = [const { AtomicU64::new(0) }; PLACES];

/// Whether goroutines that start here only pass something on.
#[inline]
pub(crate) fn is_light(place: &'static Location<'static>) -> bool {
    let (entry, tag) = find(place);
    let known = Known::unpack(entry.load(Ordering::Relaxed));
    known.tag == tag && known.slices >= ENOUGH && known.mean < LIGHT && known.by_children < ALWAYS / 2
}

/// A goroutine of this place has run for so long.
fn learn(place: &'static Location<'static>, slice: Duration, by_child: Option<bool>) {
    let (entry, tag) = find(place);
    // Another worker may write at the same time: then one of the two slices is not counted.
    let known = Known::unpack(entry.load(Ordering::Relaxed));
    let known = if known.tag == tag { known } else { Known { tag, ..Known::default() } };
    let slice = u64::try_from(slice.as_nanos()).unwrap_or(LONGEST).min(LONGEST);
    let known = by_child.map_or(known, |by_child| known.woken(by_child));
    entry.store(known.and(slice).pack(), Ordering::Relaxed);
}

/// A worker's watch on the goroutines that it runs: how long they go on until they pause, be it that they are suspended or that they
/// wait in place.
pub(crate) struct Timing {
    /// How often one has gone on.
    times: Cell<usize>,
    /// When one is timed the next time.
    next: Cell<usize>,
    /// Since when, if one is being timed.
    since: Cell<Option<Instant>>,
    /// The goroutine that runs next was woken by the one that runs now: its id, and whether that is its child.
    woken: Cell<(u64, bool)>,
    /// The worker's processor time when the watch last had it look around, if it has not been idle since, and how often one had gone
    /// on by then.
    looked: Cell<Option<(Duration, usize)>>,
}

impl Timing {
    pub(super) fn new() -> Timing {
        Timing {
            times: Cell::new(0),
            next: Cell::new(AT_FIRST),
            since: Cell::new(None),
            woken: Cell::new((0, false)),
            looked: Cell::new(None),
        }
    }

    /// A goroutine begins, or goes on after a pause.
    #[inline]
    pub(crate) fn go_on(&self) {
        let times = self.times.get().wrapping_add(1);
        self.times.set(times);
        if times == self.next.get() {
            self.begin();
        }
    }

    #[cold]
    fn begin(&self) {
        let times = self.times.get();
        self.next.set(times.wrapping_add((AT_FIRST + times / 16).min(LATER) | 1));
        self.since.set(Some(Instant::now()));
    }

    /// The goroutine that runs has woken one that goes on next.
    #[inline]
    pub(crate) fn wakes(&self, waker: &Task, woken: &Task) {
        if self.times.get().wrapping_add(1) == self.next.get() {
            self.woken.set((woken.id, waker.parent == woken.id));
        }
    }

    /// It pauses, or has ended.
    #[inline]
    pub(crate) fn pause(&self, task: &Task) {
        if let Some(since) = self.since.get() {
            self.end(task, since);
        }
    }

    #[cold]
    fn end(&self, task: &Task, since: Instant) {
        self.since.set(None);
        let (woken, by_child) = self.woken.get();
        learn(task.spawned_at, since.elapsed(), (woken == task.id).then_some(by_child));
    }

    /// The watch has found the worker running this goroutine. If there were few pauses since the last look, some go on for long, and this
    /// is likely one of them. By processor time: another process may have had the processor meanwhile.
    #[cold]
    pub(crate) fn look(&self, task: &Task, processor_time: Option<Duration>) {
        let Some(now) = processor_time else { return };
        let times = self.times.get();
        let Some((then, last)) = self.looked.replace(Some((now, times))) else { return };
        let times = u32::try_from(times.wrapping_sub(last).max(1)).unwrap_or(u32::MAX);
        let mean = now.saturating_sub(then) / times;
        if mean >= LONG {
            learn(task.spawned_at, mean, None);
        }
    }

    /// The worker has had nothing to run for a while.
    pub(crate) fn has_idled(&self) {
        self.looked.set(None);
    }
}

fn find(place: &'static Location<'static>) -> (&'static AtomicU64, u64) {
    // Fibonacci hashing: locations lie side by side, a few words each.
    let hash = (std::ptr::from_ref(place).addr() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (&SITES[(hash >> 55) as usize], hash >> 39 & 0xFFFF)
}

#[derive(Clone, Copy, Default)]
struct Known {
    tag: u64,
    /// Of [`ALWAYS`].
    by_children: u64,
    slices: u64,
    mean: u64,
}

impl Known {
    fn unpack(word: u64) -> Known {
        Known { tag: word >> 48, by_children: word >> 40 & 0xFF, slices: word >> 32 & 0xFF, mean: word & 0xFFFF_FFFF }
    }

    fn pack(self) -> u64 {
        self.tag << 48 | self.by_children << 40 | self.slices << 32 | self.mean
    }

    fn woken(self, by_child: bool) -> Known {
        let by_children = if by_child {
            self.by_children + (ALWAYS - self.by_children).div_ceil(8)
        } else {
            self.by_children - self.by_children.div_ceil(8)
        };
        Known { by_children, ..self }
    }

    fn and(self, slice: u64) -> Known {
        let slices = (self.slices + 1).min(MEMORY);
        // At least one nanosecond up or down, so that it gets there.
        let mean = if slice > self.mean {
            self.mean + (slice - self.mean).div_ceil(slices)
        } else {
            self.mean - (self.mean - slice).div_ceil(slices)
        };
        Known { slices, mean, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(slices: impl IntoIterator<Item = u64>) -> Known {
        slices
            .into_iter()
            .fold(Known { tag: 7, ..Known::default() }, |known, slice| Known::unpack(known.and(slice).pack()))
    }

    #[test]
    fn the_mean_follows() {
        let known = after([100; 100]);
        assert_eq!((known.tag, known.slices, known.mean), (7, MEMORY, 100));
        let known = after(std::iter::repeat_n(100_000, 10).chain(std::iter::repeat_n(500, 300)));
        assert!((500..600).contains(&known.mean), "{}", known.mean);
    }

    #[test]
    fn a_few_long_slices_show() {
        // One of thirty computes.
        let known = after((0..300).map(|slice| if slice % 30 == 0 { LONGEST } else { 100 }));
        assert!(known.mean > LIGHT, "{}", known.mean);
    }

    #[test]
    fn a_place_is_judged_by_its_own_slices() {
        let light = Location::caller();
        let heavy = { Location::caller() };
        for _ in 0..ENOUGH {
            assert!(!is_light(light));
            learn(light, Duration::from_nanos(100), None);
        }
        assert!(is_light(light));
        assert!(!is_light(heavy));
        for _ in 0..3 {
            learn(light, Duration::from_millis(5), None);
        }
        assert!(!is_light(light), "a place that computes by now");
    }
}

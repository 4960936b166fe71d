//! Who wants to know of a home's switches: one word, which is nothing but zero in a program that nobody looks at.
//!
//! A worker reads the word once before it resumes a goroutine, and whoever wakes one reads that of its home. Everything else
//! is behind that branch: the trace's events, the users' hooks, and the samples of the time from a wake-up to the run.
//!
//! *A sample* is asked for by the worker, every ten milliseconds. Whoever next wakes a goroutine of the home notes which one,
//! and when; the worker, when it resumes that one. One goroutine in many, and one that nobody has chosen, says how long they
//! all wait, and no other pays for it.

#![forbid(unsafe_code)]

use super::events::{self, Event, Kind};
use super::home::{Home, Local, Outcome};
use super::reason::Reason;
use super::record::Task;
use crate::base::{clock, ticks};
use crate::engine::Context;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU64, Ordering};
use std::time::Instant;

/// A trace is on.
const TRACED: u8 = 1;
/// There are hooks.
const HOOKED: u8 = 2;
/// The next wake-up is to be noted.
const SAMPLE: u8 = 4;
/// It has been noted.
const SAMPLED: u8 = 8;

/// What all homes are to have in their words.
static FOR_ALL: AtomicU8 = AtomicU8::new(0);

/// Hooks at most.
const HOOKS: usize = 8;

static HOOK: [OnceLock<fn(Switch)>; HOOKS] = [const { OnceLock::new() }; HOOKS];

/// What is about to happen to the goroutine that [`current`](crate::runtime::current) gives, or has just happened: for
/// [`on_switch`](crate::runtime::on_switch).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Switch {
    /// It is about to run for the first time, on the thread that it stays on.
    Started,
    /// It waits, or has let others run.
    Suspended,
    /// It is about to go on.
    Resumed,
    /// It has ended.
    Ended,
}

/// A home's word, and what belongs to it; not on a line of the cache with what others write.
#[repr(C, align(128))]
pub(crate) struct Observers {
    word: AtomicU8,
    /// The goroutine that was noted, and when.
    sampled: AtomicPtr<Task>,
    since: AtomicU64,
    /// Samples of the time from a wake-up to the run, by powers of two of microseconds; the home's.
    latencies: [AtomicU64; BUCKETS],
}

/// The last has all that take longer than a second.
pub(crate) const BUCKETS: usize = 22;

impl Observers {
    pub(crate) fn new() -> Observers {
        Observers {
            word: AtomicU8::new(FOR_ALL.load(Ordering::SeqCst)),
            sampled: AtomicPtr::new(ptr::null_mut()),
            since: AtomicU64::new(0),
            latencies: [const { AtomicU64::new(0) }; BUCKETS],
        }
    }

    /// Whether anybody wants to know.
    #[inline]
    pub(crate) fn any(&self) -> bool {
        self.word.load(Ordering::Relaxed) != 0
    }

    fn has(&self, what: u8) -> bool {
        self.word.load(Ordering::Relaxed) & what != 0
    }

    /// The home is there now; [`observe`] may have missed it before.
    pub(crate) fn catch_up(&self) {
        self.word.fetch_or(FOR_ALL.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// Asks for a sample, if there is none under way. By the home's worker.
    pub(crate) fn ask_for_a_sample(&self) {
        if !self.has(SAMPLE | SAMPLED) {
            self.word.fetch_or(SAMPLE, Ordering::Relaxed);
        }
    }

    /// The samples.
    pub(crate) fn latencies(&self) -> impl Iterator<Item = u64> + '_ {
        self.latencies.iter().map(|bucket| bucket.load(Ordering::Relaxed))
    }

    fn note_wake_up(&self, task: &Task) {
        if self.has(SAMPLE) && self.word.fetch_and(!SAMPLE, Ordering::Relaxed) & SAMPLE != 0 {
            self.since.store(clock::nanoseconds(Instant::now()), Ordering::Relaxed);
            self.sampled.store(ptr::from_ref(task).cast_mut(), Ordering::Relaxed);
            // Before the goroutine is delivered, so the home sees it when it resumes the goroutine.
            self.word.fetch_or(SAMPLED, Ordering::Release);
        }
    }

    fn note_run(&self, task: &Task) {
        if self.word.load(Ordering::Acquire) & SAMPLED == 0
            || !ptr::eq(self.sampled.load(Ordering::Relaxed), ptr::from_ref(task))
        {
            return;
        }
        let waited = clock::nanoseconds(Instant::now()).saturating_sub(self.since.load(Ordering::Relaxed)) / 1_000;
        let bucket = (u64::BITS - waited.leading_zeros()) as usize;
        if let Some(bucket) = self.latencies.get(bucket.min(BUCKETS - 1)) {
            bucket.store(bucket.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        }
        self.word.fetch_and(!SAMPLED, Ordering::Relaxed);
    }
}

/// Has this called at all switches from now on; false if there are as many already as there may be.
pub(crate) fn add_hook(hook: fn(Switch)) -> bool {
    HOOK.iter().any(|place| place.set(hook).is_ok())
}

/// Has all homes' switches observed that are there; a new home's are by [`Observers::new`].
pub(crate) fn observe(homes: &[&'static Home], trace: Option<bool>) {
    let hooked = if HOOK[0].get().is_some() { HOOKED } else { 0 };
    let (off, on) = match trace {
        Some(true) => (0, TRACED | hooked),
        Some(false) => (TRACED, hooked),
        None => (0, hooked),
    };
    FOR_ALL.fetch_and(!off, Ordering::SeqCst);
    FOR_ALL.fetch_or(on, Ordering::SeqCst);
    for home in homes {
        home.observers.word.fetch_and(!off, Ordering::SeqCst);
        home.observers.word.fetch_or(on, Ordering::SeqCst);
    }
}

fn call_hooks(switch: Switch) {
    for hook in HOOK.iter().map_while(OnceLock::get) {
        hook(switch);
    }
}

/// The goroutine is about to be woken by who runs here.
#[cold]
pub(crate) fn waking(home: &Home, task: &Task) {
    home.observers.note_wake_up(task);
    if home.observers.has(TRACED) {
        events::note(Kind::Woken, Reason::Runnable, task.id, None);
    }
}

/// Resumes the goroutine, for those who want to know of it: both ends of the slice, or neither.
#[cold]
#[inline(never)]
pub(crate) fn resume(local: &Local, task: &Task, context: &Context) {
    // While a hook runs, nobody may be suspended.
    let entered = local.context.take();
    resuming(local, task);
    local.context.set(entered);
    context.resume();
    local.context.set(None);
    suspended(local, task);
}

/// The home's worker is about to resume the goroutine.
fn resuming(local: &Local, task: &Task) {
    let observers = &local.home.observers;
    observers.note_run(task);
    if observers.has(TRACED) {
        if !task.has_run() {
            events::note_name(task);
        }
        // Not that of the last slice's end: somebody may have woken this one since.
        let time = ticks::now();
        let event =
            Event { time, kind: Kind::Resumed, reason: Reason::Running, id: task.id, place: Some(task.spawned_at) };
        local.home.ring().write(&event);
    }
    if observers.has(HOOKED) {
        call_hooks(if task.has_run() { Switch::Resumed } else { Switch::Started });
    }
}

/// The goroutine has come back to its worker, which had resumed it.
fn suspended(local: &Local, task: &Task) {
    let observers = &local.home.observers;
    let outcome = local.outcome.get();
    if observers.has(HOOKED) {
        call_hooks(if outcome == Outcome::Ended { Switch::Ended } else { Switch::Suspended });
    }
    if observers.has(TRACED) {
        let (kind, place) = match outcome {
            Outcome::Ended => (Kind::Ended, None),
            Outcome::Parked => (Kind::Parked, task.blocked_at()),
            Outcome::Yielded if local.home.slice_over.load(Ordering::Relaxed) => (Kind::SliceOver, None),
            Outcome::Yielded => (Kind::Yielded, None),
        };
        // Who was woken meanwhile is runnable by now; that it has waited is known, and where.
        let reason = task.waited_for();
        let time = ticks::now();
        local.home.ring().write(&Event { time, kind, reason, id: task.id, place });
    }
}

//! What happens to goroutines, noted for a trace: who runs, why it stopped, who has woken and started whom.
//!
//! Each worker writes into a ring of its own, which the trace's thread reads; so to note an event takes a stamp and a few
//! plain stores. A ring that is full takes nothing more until it has been read: what is lost is counted, and the next event
//! that finds room is preceded by one that says how many there were. Threads that are no workers share a list under a lock, for
//! what they note goes with a system call or a wait anyway.
//!
//! ```text
//!              read ▼            ▼ written
//!   ring  │ free │ event │ event │ free │        written: by the worker, after the event (release)
//!                                                read: by the reader, after it has copied (release)
//! ```
//!
//! Rejected: *buffers that are handed over when full*, of which a worker that is stuck would keep the last, the one that
//! matters; *overwriting the oldest*, which the reader would have to notice in the middle of a copy.

use super::current;
use super::reason::Reason;
use super::record::Task;
use crate::base::shim::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use crate::base::ticks;
use std::panic::Location;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::{ptr, thread};

/// Events that a ring holds. Loom's is small.
const ROOM: usize = if cfg!(goroutines_loom) { 3 } else { 1 << 15 };

/// Events of plain threads that are kept at most.
const ROOM_ELSEWHERE: usize = 1 << 17;

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// A slice of the goroutine begins. Where it was started.
    Resumed,
    /// It ends: the goroutine waits. Why, and where.
    Parked,
    /// It ends: the goroutine gives way.
    Yielded,
    /// It ends: the goroutine has had its time.
    SliceOver,
    /// It ends with the goroutine.
    Ended,
    /// The goroutine may go on, for who runs here has woken it.
    Woken,
    /// The goroutine was started by who runs here. Where.
    Spawned,
    /// A call of the goroutine begins on this thread that blocks it. Where it was made.
    CallBegins,
    CallEnds,
    /// The worker begins to wait at its poller.
    PollerSleeps,
    /// It has been told of so many sockets.
    PollerWakes,
    /// A region of the user's begins; its name's number.
    RegionBegins,
    RegionEnds,
    /// An event of the user's; its name's number.
    Marked,
    /// So many events were lost here.
    Lost,
}

impl Kind {
    const ALL: [Kind; 15] = [
        Kind::Resumed,
        Kind::Parked,
        Kind::Yielded,
        Kind::SliceOver,
        Kind::Ended,
        Kind::Woken,
        Kind::Spawned,
        Kind::CallBegins,
        Kind::CallEnds,
        Kind::PollerSleeps,
        Kind::PollerWakes,
        Kind::RegionBegins,
        Kind::RegionEnds,
        Kind::Marked,
        Kind::Lost,
    ];
}

/// An event, as it is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    /// By `base/ticks`.
    pub(crate) time: u64,
    pub(crate) kind: Kind,
    /// Of a goroutine that waits.
    pub(crate) reason: Reason,
    /// The goroutine, or a number.
    pub(crate) id: u64,
    pub(crate) place: Option<&'static Location<'static>>,
}

impl Event {
    /// What others differ from.
    pub(crate) const NONE: Event = Event { time: 0, kind: Kind::Lost, reason: Reason::Runnable, id: 0, place: None };
}

/// Bits of an event's word that are the goroutine's id, or a number.
const ID_BITS: u32 = 48;

struct Slot {
    time: AtomicU64,
    what: AtomicU64,
    place: AtomicPtr<Location<'static>>,
}

/// A worker's events.
pub(crate) struct Ring {
    slots: Box<[Slot]>,
    /// Events written so far, by the worker alone.
    written: AtomicUsize,
    /// Events read so far, by the reader alone.
    read: AtomicUsize,
    /// Events lost since the last that was written; the worker's.
    lost: AtomicU64,
}

impl Ring {
    pub(crate) fn new() -> Ring {
        let slot =
            |_| Slot { time: AtomicU64::new(0), what: AtomicU64::new(0), place: AtomicPtr::new(ptr::null_mut()) };
        Ring {
            slots: (0..ROOM).map(slot).collect(),
            written: AtomicUsize::new(0),
            read: AtomicUsize::new(0),
            lost: AtomicU64::new(0),
        }
    }

    /// Writes an event. By the ring's one writer.
    #[inline]
    pub(crate) fn write(&self, event: &Event) {
        let written = self.written.load(Ordering::Relaxed);
        let lost = self.lost.load(Ordering::Relaxed);
        // Acquire: the reader has copied what stood in the slots that are free.
        let taken = written.wrapping_sub(self.read.load(Ordering::Acquire));
        if taken + usize::from(lost > 0) >= ROOM {
            self.lost.store(lost + 1, Ordering::Relaxed);
            return;
        }
        let mut next = written;
        if lost > 0 {
            self.lost.store(0, Ordering::Relaxed);
            self.fill(next, &Event { kind: Kind::Lost, id: lost, place: None, ..*event });
            next = next.wrapping_add(1);
        }
        self.fill(next, event);
        self.written.store(next.wrapping_add(1), Ordering::Release);
    }

    #[inline]
    fn fill(&self, number: usize, event: &Event) {
        let slot = &self.slots[number % ROOM];
        let what = (event.kind as u64) << 56 | (event.reason as u64) << ID_BITS | event.id & ((1 << ID_BITS) - 1);
        slot.time.store(event.time, Ordering::Relaxed);
        slot.what.store(what, Ordering::Relaxed);
        let place = event.place.map_or(ptr::null_mut(), |place| ptr::from_ref(place).cast_mut());
        slot.place.store(place, Ordering::Relaxed);
    }

    /// Reads what there is. By the ring's one reader.
    pub(crate) fn read(&self, mut visit: impl FnMut(Event)) {
        let read = self.read.load(Ordering::Relaxed);
        let written = self.written.load(Ordering::Acquire);
        let mut next = read;
        while next != written {
            let slot = &self.slots[next % ROOM];
            let what = slot.what.load(Ordering::Relaxed);
            let kind = usize::try_from(what >> 56).ok().and_then(|kind| Kind::ALL.get(kind)).copied();
            visit(Event {
                time: slot.time.load(Ordering::Relaxed),
                kind: kind.unwrap_or(Kind::Lost),
                reason: Reason::from_u8((what >> ID_BITS).to_le_bytes()[0]),
                id: what & ((1 << ID_BITS) - 1),
                // SAFETY: null, or a pointer made from a `&'static Location` in `fill`.
                place: unsafe { slot.place.load(Ordering::Relaxed).as_ref() },
            });
            next = next.wrapping_add(1);
        }
        self.read.store(next, Ordering::Release);
    }

    /// Events lost since the last that was written.
    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

/// Whether a trace is on.
static ON: AtomicBool = AtomicBool::new(false);

/// Whether a trace is on: for what is noted elsewhere than at switches, where the home's word says so.
#[inline]
pub(crate) fn are_wanted() -> bool {
    ON.load(Ordering::Relaxed)
}

/// Says whether a trace is on. At switches: `observers`.
pub(crate) fn want(on: bool) {
    ON.store(on, Ordering::SeqCst);
}

/// The events of threads that are no workers.
pub(crate) struct Elsewhere {
    /// By thread: a number, and the thread's name.
    pub(crate) events: Vec<(u64, Event)>,
    pub(crate) names: Vec<(u64, String)>,
    pub(crate) lost: u64,
}

static ELSEWHERE: Mutex<Elsewhere> = Mutex::new(Elsewhere { events: Vec::new(), names: Vec::new(), lost: 0 });

/// Takes what threads have noted that are no workers.
pub(crate) fn take_elsewhere() -> Elsewhere {
    let mut elsewhere = ELSEWHERE.lock().unwrap_or_else(PoisonError::into_inner);
    let names = elsewhere.names.clone();
    std::mem::replace(&mut *elsewhere, Elsewhere { events: Vec::new(), names, lost: 0 })
}

/// The names of goroutines that have started since they were last taken.
static NAMES: Mutex<Vec<(u64, String)>> = Mutex::new(Vec::new());

/// Notes the name of a goroutine that is about to start.
pub(super) fn note_name(task: &Task) {
    if let Some(name) = task.name() {
        NAMES.lock().unwrap_or_else(PoisonError::into_inner).push((task.id, name.to_owned()));
    }
}

/// Takes these names.
pub(crate) fn take_names() -> Vec<(u64, String)> {
    std::mem::take(&mut *NAMES.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The words that events of the user's have as a number.
static WORDS: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());

/// The number of a word.
pub(crate) fn number_of(word: &'static str) -> u64 {
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    let place = words.iter().position(|&known| known == word).unwrap_or_else(|| {
        words.push(word);
        words.len() - 1
    });
    place as u64
}

/// The word that has this number.
pub(crate) fn word(number: u64) -> &'static str {
    let words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    usize::try_from(number).ok().and_then(|number| words.get(number)).copied().unwrap_or("unknown")
}

fn note_elsewhere(event: Event) {
    let thread = thread::current();
    let mut elsewhere = ELSEWHERE.lock().unwrap_or_else(PoisonError::into_inner);
    if elsewhere.events.len() >= ROOM_ELSEWHERE {
        elsewhere.lost += 1;
        return;
    }
    // std does not tell a thread's number; its words for it have it.
    let words = format!("{:?}", thread.id());
    let number = words
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |sum: u64, digit| sum.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
    if !elsewhere.names.iter().any(|(known, _)| *known == number) {
        elsewhere.names.push((number, thread.name().unwrap_or("thread").to_owned()));
    }
    elsewhere.events.push((number, event));
}

/// Notes what has happened on this thread.
#[cold]
pub(crate) fn note(kind: Kind, reason: Reason, id: u64, place: Option<&'static Location<'static>>) {
    let event = Event { time: ticks::now(), kind, reason, id, place };
    match current::local() {
        Some(local) => local.home.ring().write(&event),
        None => note_elsewhere(event),
    }
}

/// Notes that a goroutine was made, if a trace is on.
#[inline]
pub(crate) fn note_spawn(task: &Task) {
    if are_wanted() {
        note(Kind::Spawned, Reason::Runnable, task.id, Some(task.spawned_at));
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    fn event(id: u64) -> Event {
        let place = Some(Location::caller());
        Event { time: id * 10, kind: Kind::Parked, reason: Reason::Select, id, place }
    }

    #[test]
    fn numbers_lead_back_to_kinds() {
        for (number, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, number);
        }
    }

    #[test]
    fn what_is_lost_is_counted_where_it_was_lost() {
        let ring = Ring::new();
        let room = ROOM as u64;
        (0..room + 5).for_each(|id| ring.write(&event(id)));
        assert_eq!(ring.lost(), 5);
        let mut seen = Vec::new();
        ring.read(|event| seen.push(event));
        assert_eq!((seen.len(), seen[7].id, seen[7].time, seen[7].reason), (ROOM, 7, 70, Reason::Select));
        assert!(seen[7].place.is_some_and(|place| place.file().ends_with("events.rs")));
        ring.write(&event(100_000));
        seen.clear();
        ring.read(|event| seen.push(event));
        assert_eq!(
            seen.iter().map(|event| (event.kind, event.id)).collect::<Vec<_>>(),
            [(Kind::Lost, 5), (Kind::Parked, 100_000)]
        );
    }
}

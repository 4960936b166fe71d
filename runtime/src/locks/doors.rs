//! Doors that many readers pass, or one writer: `RwLock` without its value.
//!
//! One word says who is in and whether somebody waits:
//!
//! ```text
//! WRITING   somebody writes, and nobody reads
//! QUEUED    somebody stands in a crowd     (set and cleared under the crowds' lock only)
//! readers   how many read, in units of READER
//! ```
//!
//! The rules are Go's. A reader waits while somebody writes or waits to write, so readers cannot keep a writer out; when a
//! writer unlocks, all readers that wait get in before the next writer, so writers cannot keep readers out. Whoever stands in
//! a crowd is handed the lock, and need not try again.
//!
//! Without QUEUED everything is one exchange of the word. With QUEUED nobody gets in by himself, and the lock is handed on
//! under the crowds' lock: by the writer who unlocks, or by the reader whose subtraction left nothing but QUEUED in the word,
//! of whom there is one, because nobody else gets in until he has handed on. QUEUED without WRITING means that a writer
//! waits: readers wait only for a writer, and one who unlocks lets all of them in. No wake-up is lost, because QUEUED is set
//! by an exchange that requires the word to be one that forbids entry, so who left it that way unlocks later and sees QUEUED.
//!
//! Writers who find the lock taken first pass a gate, so only one of them stands before the readers, and the others wait
//! for him as they would for a mutex: they look a few times before they park, and who is running goes first. When writers
//! handed the lock to one another each time, two of them on two workers took 157 ns for one unlock and lock, and 22 with the
//! gate.
//!
//! Rejected: a spin lock around a structured state. Uncontended it costs as much as two exchanges.

#![forbid(unsafe_code)]

use super::gate::{Gate, look_until};
use crate::base::fork;
use crate::base::leaks;
use crate::base::lock::{Guard, SpinLock};
use crate::base::shim::{AtomicUsize, Ordering};
use crate::base::spin::spin;
use crate::wait::crowd::{Crowd, Place, wait_in};
use crate::wait::in_place;
use crate::wait::waiter::{Site, Wakes};

const WRITING: usize = 1;
const QUEUED: usize = 2;
const READER: usize = 4;

/// How long a reader keeps off who was not the only one to change the word, in nanoseconds: meanwhile the others have its line
/// for dozens of operations. (One write in ten, from two workers: 27 ns for one with 800, 24 with 2,000, and 36 without.)
const BACK_OFF: u32 = 2_000;

/// What those who wait are told: the lock is theirs.
const IT_IS_YOURS: u32 = 0;

/// What many pass at a time, or one.
pub(super) struct Doors {
    word: AtomicUsize,
    /// Passed by writers who have to wait.
    gate: Gate,
    crowds: SpinLock<Crowds>,
}

struct Crowds {
    readers: Crowd,
    /// How many readers wait.
    reader_count: usize,
    /// The writer who has passed the gate.
    writer: Crowd,
}

impl Crowds {
    const fn new() -> Crowds {
        Crowds { readers: Crowd::new(), reader_count: 0, writer: Crowd::new() }
    }
}

impl Doors {
    #[cfg(not(goroutines_loom))]
    pub(super) const fn new() -> Doors {
        Doors { word: AtomicUsize::new(0), gate: Gate::new(), crowds: SpinLock::new(Crowds::new()) }
    }

    #[cfg(goroutines_loom)]
    pub(super) fn new() -> Doors {
        Doors { word: AtomicUsize::new(0), gate: Gate::new(), crowds: SpinLock::new(Crowds::new()) }
    }

    /// Whether nobody is inside or waits.
    #[cfg(goroutines_loom)]
    pub(super) fn is_at_rest(&self) -> bool {
        self.word.load(Ordering::Relaxed) == 0 && self.gate.is_at_rest()
    }

    /// Lets a reader in, unless somebody writes or waits.
    pub(super) fn try_read(&self) -> bool {
        let mut word = self.word.load(Ordering::Relaxed);
        while word & (WRITING | QUEUED) == 0 {
            match self.count_reader(word) {
                Ok(_) => return true,
                Err(now) => word = now,
            }
        }
        false
    }

    #[inline]
    fn count_reader(&self, word: usize) -> Result<usize, usize> {
        let Some(next) = word.checked_add(READER) else { leaks::too_many("guards of a lock") };
        self.word.compare_exchange(word, next, Ordering::Acquire, Ordering::Relaxed)
    }

    #[inline]
    pub(super) fn read(&self, site: Site) {
        let word = self.word.load(Ordering::Relaxed);
        if word & (WRITING | QUEUED) != 0 || self.count_reader(word).is_err() {
            self.read_slowly(site);
        }
    }

    #[inline]
    pub(super) fn write(&self, site: Site) {
        if !self.try_write() {
            self.write_slowly(site);
        }
    }

    #[inline]
    pub(super) fn try_write(&self) -> bool {
        self.word.compare_exchange(0, WRITING, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    #[cold]
    fn read_slowly(&self, site: Site) {
        // Before the reader is counted.
        fork::refuse();
        if in_place::looks() != 0 {
            spin(BACK_OFF);
        }
        loop {
            look_until(|| self.word.load(Ordering::Relaxed) & (WRITING | QUEUED) != WRITING);
            if self.try_read() {
                return;
            }
            let mut crowds = self.crowds.lock();
            if self.queue(|word| word & (WRITING | QUEUED) != 0) {
                crowds.reader_count += 1;
                wait_in(&self.crowds, crowds, |crowds| &mut crowds.readers, Place::Last, site);
                return;
            }
        }
    }

    #[cold]
    fn write_slowly(&self, site: Site) {
        self.gate.enter(site);
        loop {
            look_until(|| self.word.load(Ordering::Relaxed) == 0);
            if self.try_write() {
                break;
            }
            let crowds = self.crowds.lock();
            if self.queue(|word| word != 0) {
                wait_in(&self.crowds, crowds, |crowds| &mut crowds.writer, Place::Last, site);
                break;
            }
        }
        self.gate.leave();
    }

    /// Sets QUEUED, if the word is one that keeps the caller out, who holds the crowds' lock and then enters one.
    fn queue(&self, keeps_out: impl Fn(usize) -> bool) -> bool {
        let mut word = self.word.load(Ordering::Relaxed);
        while keeps_out(word) {
            // With QUEUED in it only readers who leave change the word, as long as the lock is held, and let nobody in.
            if word & QUEUED != 0 {
                return true;
            }
            match self.word.compare_exchange_weak(word, word | QUEUED, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => word = now,
            }
        }
        false
    }

    #[inline]
    pub(super) fn leave_reading(&self) {
        if self.word.fetch_sub(READER, Ordering::AcqRel) == READER | QUEUED {
            self.hand_to_writer(self.crowds.lock());
        }
    }

    #[inline]
    pub(super) fn leave_writing(&self) {
        if self.word.compare_exchange(WRITING, 0, Ordering::Release, Ordering::Relaxed).is_err() {
            self.hand_on();
        }
    }

    /// Hands on the lock of a writer.
    #[cold]
    fn hand_on(&self) {
        let mut crowds = self.crowds.lock();
        if crowds.reader_count == 0 {
            return self.hand_to_writer(crowds);
        }
        let mut wakes = Wakes::default();
        let readers = std::mem::take(&mut crowds.reader_count);
        // Before they are told, for they may be gone at once.
        let rest = if crowds.writer.is_empty() { 0 } else { QUEUED };
        self.word.store((readers * READER) | rest, Ordering::Release);
        crowds.readers.release(&mut wakes);
        drop(crowds);
        wakes.now();
    }

    /// Hands the lock, which nobody has but who calls this, to the writer who waits.
    #[cold]
    fn hand_to_writer(&self, mut crowds: Guard<'_, Crowds>) {
        debug_assert!(!crowds.writer.is_empty());
        let rest = if crowds.reader_count == 0 { 0 } else { QUEUED };
        // Before he is told, for he may be gone at once.
        self.word.store(WRITING | rest, Ordering::Release);
        let wake = crowds.writer.release_one(IT_IS_YOURS);
        drop(crowds);
        if let Some(wake) = wake {
            wake.now();
        }
    }
}

//! The first-wins word of a waiter: who may end the wait, and whether the waiter has to be woken.
//!
//! One word a blocked operation, or a blocked `select` with all its arms. Peers on several channels, the
//! timer and the waiter itself race for it; exactly one wins.
//!
//! ```text
//!                     claim(i)                finish(i)
//!          OPEN ───────────────► CLAIMED(i) ─────────────► DONE(i)
//!          │ ▲                       │
//!  abandon │ └──── reopen (RELOOK) ──┘   the peer gave up: look at all arms again
//!          ▼
//!         GONE
//! ```
//!
//! Beside the phase stand two flags. `PARKED` says that the waiter sleeps and that whoever clears the flag
//! must wake it; it is cleared once, so a waiter is woken once. `RELOOK` tells the waiter that a peer
//! has claimed it and given it back.
//!
//! The rule that makes the waiter's memory safe without a reference count: after the transition to DONE the
//! peer touches the waiter again only if the same atomic step cleared PARKED; then the waiter cannot run on
//! before it is woken. A waiter that was not parked may be gone at once.
//!
//! A wait on one channel needs no claim: taking its entry out of the queue under the channel's lock decides,
//! and the peer goes from OPEN to DONE.
//!
//! A third flag saves an atomic read-modify-write. `ALONE` says that no timer knows the word. While it stands beside
//! `PARKED`, the waiter sleeps and nobody but the peer with the exclusive right writes the word, so that peer may end
//! the wait with a plain store.

#![forbid(unsafe_code)]

use super::shim::{AtomicU32, Ordering};

const PHASE: u32 = 0b11;
const OPEN: u32 = 0;
const CLAIMED: u32 = 1;
const DONE: u32 = 2;
const GONE: u32 = 3;

const PARKED: u32 = 0b0100;
const RELOOK: u32 = 0b1000;
const ALONE: u32 = 0b1_0000;

const INDEX_SHIFT: u32 = 5;

/// How many arms a waiter can have: their indices share the word with the flags.
pub(crate) const MOST_ARMS: usize = 1 << (u32::BITS - INDEX_SHIFT);

/// What a waiter finds in its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Nothing has happened, or a peer is about to finish.
    Waiting,
    /// A peer that had claimed the waiter for this arm has given it back; the flag is cleared by seeing it.
    Relook(u32),
    /// The wait is over: this arm has been chosen.
    Done(u32),
}

/// Whether a transition cleared PARKED, so that its maker has to wake the waiter.
#[must_use = "a parked waiter must be woken"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sleeper {
    Awake,
    Parked,
}

impl Sleeper {
    fn of(word: u32) -> Sleeper {
        if word & PARKED == 0 { Sleeper::Awake } else { Sleeper::Parked }
    }
}

/// The word.
#[derive(Debug)]
pub(crate) struct Word(AtomicU32);

impl Word {
    /// The word of a waiter that may have a timer.
    pub(crate) fn new() -> Word {
        Word(AtomicU32::new(OPEN))
    }

    /// The word of a waiter that no timer will know.
    pub(crate) fn alone() -> Word {
        Word(AtomicU32::new(OPEN | ALONE))
    }

    /// The word of a waiter that no timer will know, and that sleeps, whatever happens meanwhile, before it looks at the
    /// word for the first time.
    pub(crate) fn parked() -> Word {
        Word(AtomicU32::new(OPEN | ALONE | PARKED))
    }

    /// The waiter, of which no peer knows yet: as if it had been made [`parked`](Word::parked).
    pub(crate) fn make_parked(&self) {
        self.0.store(OPEN | ALONE | PARKED, Ordering::Relaxed);
    }

    /// A peer: take the exclusive right to finish or reopen the wait. False if another has it or the wait
    /// is over.
    pub(crate) fn claim(&self, index: u32) -> bool {
        let mut word = self.0.load(Ordering::Relaxed);
        while word & PHASE == OPEN {
            let claimed = (word & (PARKED | ALONE)) | CLAIMED | index << INDEX_SHIFT;
            match self.0.compare_exchange_weak(word, claimed, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => word = now,
            }
        }
        false
    }

    /// Whether the wait is over, so that it will never be open again.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.0.load(Ordering::Relaxed) & PHASE, DONE | GONE)
    }

    /// Whether a claim would succeed now.
    pub(crate) fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed) & PHASE == OPEN
    }

    /// The holder of the right: the wait is over. What was written before is visible to the waiter.
    #[inline]
    pub(crate) fn finish(&self, index: u32) -> Sleeper {
        self.leave(DONE | index << INDEX_SHIFT)
    }

    /// The holder of the right: give it back and have the waiter look at its arms again.
    pub(crate) fn reopen(&self, index: u32) -> Sleeper {
        self.leave(OPEN | RELOOK | index << INDEX_SHIFT)
    }

    /// The holder of the right: give it up, leaving this word.
    #[inline]
    fn leave(&self, word: u32) -> Sleeper {
        // The flags are set before the holder got its right, or by a waiter that is not asleep yet: then the swap sees it.
        if self.0.load(Ordering::Relaxed) & (PARKED | ALONE) == PARKED | ALONE {
            self.0.store(word, Ordering::Release);
            return Sleeper::Parked;
        }
        Sleeper::of(self.0.swap(word, Ordering::AcqRel))
    }

    /// The waiter: what is there?
    #[inline]
    pub(crate) fn look(&self) -> Seen {
        let word = self.0.load(Ordering::Acquire);
        if word & PHASE == DONE {
            return Seen::Done(word >> INDEX_SHIFT);
        }
        if word & RELOOK != 0 {
            self.0.fetch_and(!RELOOK, Ordering::AcqRel);
            return Seen::Relook(word >> INDEX_SHIFT);
        }
        Seen::Waiting
    }

    /// The waiter: set PARKED, after which it may sleep until somebody wakes it. False if there is something
    /// to see first.
    pub(crate) fn park(&self) -> bool {
        let mut word = self.0.load(Ordering::Relaxed);
        while word & PHASE != DONE && word & RELOOK == 0 {
            match self.0.compare_exchange_weak(word, word | PARKED, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => word = now,
            }
        }
        false
    }

    /// A timer, or the waiter itself if it woke early, unless it is [`alone`](Word::alone): clear PARKED. `Parked` if it was set.
    pub(crate) fn unpark(&self) -> Sleeper {
        Sleeper::of(self.0.fetch_and(!PARKED, Ordering::AcqRel))
    }

    /// The waiter: end the wait by itself. False if a peer has claimed or finished it.
    pub(crate) fn abandon(&self) -> bool {
        let mut word = self.0.load(Ordering::Relaxed);
        while word & PHASE == OPEN {
            match self.0.compare_exchange_weak(word, GONE, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => word = now,
            }
        }
        false
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_first_wins() {
        let word = Word::new();
        assert!(word.claim(3) && !word.claim(4) && !word.abandon());
        assert_eq!(word.look(), Seen::Waiting);
        assert_eq!(word.finish(3), Sleeper::Awake);
        assert_eq!(word.look(), Seen::Done(3));
        assert!(!word.park());
    }

    #[test]
    fn the_last_index_fits_beside_the_flags() {
        let last = u32::try_from(MOST_ARMS - 1).unwrap();
        let word = Word::new();
        assert!(word.park() && word.claim(last));
        assert_eq!(word.reopen(last), Sleeper::Parked);
        assert_eq!(word.look(), Seen::Relook(last));
        assert_eq!(word.finish(last), Sleeper::Awake);
        assert_eq!(word.look(), Seen::Done(last));
    }

    #[test]
    fn a_parked_waiter_is_woken_once() {
        let word = Word::new();
        assert!(word.park());
        assert_eq!(word.unpark(), Sleeper::Parked);
        assert_eq!(word.finish(0), Sleeper::Awake);
    }

    #[test]
    fn a_waiter_that_sleeps_alone_is_woken_too() {
        let word = Word::parked();
        assert!(word.claim(7));
        assert_eq!(word.reopen(7), Sleeper::Parked);
        assert_eq!(word.look(), Seen::Relook(7));
        assert_eq!(word.finish(0), Sleeper::Awake);
        let word = Word::alone();
        assert!(word.park());
        assert_eq!(word.finish(5), Sleeper::Parked);
        assert_eq!(word.look(), Seen::Done(5));
    }

    #[test]
    fn reopening_asks_for_another_look() {
        let word = Word::new();
        assert!(word.park() && word.claim(1));
        assert_eq!(word.reopen(1), Sleeper::Parked);
        assert!(!word.park());
        assert_eq!(word.look(), Seen::Relook(1));
        assert_eq!(word.look(), Seen::Waiting);
        assert!(word.claim(2));
        assert!(!word.is_over() && !word.is_open());
    }
}

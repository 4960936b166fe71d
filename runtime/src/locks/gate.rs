//! The gate that one passes at a time: `Mutex` without its value.
//!
//! The word says who has it and who wants it; those who wait stand in a crowd, first come first served.
//!
//! ```text
//! LOCKED    somebody has the lock
//! WOKEN     one of those who waited is awake and tries again: nobody else need be woken
//! QUEUED    the crowd is not empty        (changed under the crowd's lock only)
//! STARVING  the first of the crowd has waited too long: the lock goes to him  (likewise)
//! ```
//!
//! Two modes, as in Go, because neither alone is good. Normally whoever comes first after an unlock gets the lock: mostly
//! somebody who is running, so that nobody switches between two of the shortest critical sections. But then one who
//! locks again and again could keep out one who sleeps; so a waiter that finds the lock taken once more after a
//! millisecond stands first in the crowd and is handed the lock by the next unlock, without LOCKED being cleared in
//! between.
//!
//! No wake-up is lost. An unlock that finds QUEUED wakes one of the crowd, unless WOKEN says that somebody is awake; and
//! that one either takes the lock, and clears WOKEN before he unlocks, or goes back into the crowd and clears WOKEN while
//! somebody else has the lock, whose unlock comes later. Whoever enters the crowd sets QUEUED by a compare-exchange that
//! requires LOCKED, so an unlock comes after it.
//!
//! Rejected: hand-off at each unlock, which costs two switches where a re-lock costs none.

#![forbid(unsafe_code)]

use crate::base::fork;
use crate::base::lock::{Guard, SpinLock};
use crate::base::shim::{AtomicU32, Ordering};
use crate::base::spin::spin;
use crate::task::current;
use crate::wait::crowd::{Crowd, Place, wait_in};
use crate::wait::in_place;
use crate::wait::waiter::{Site, Wake};
use std::time::{Duration, Instant};

const LOCKED: u32 = 1;
const WOKEN: u32 = 2;
const QUEUED: u32 = 4;
const STARVING: u32 = 8;

/// How long a waiter puts up with others who take the lock before him: Go's millisecond. Under loom, which has no time, he
/// does not.
const LONG_ENOUGH: Duration = if cfg!(goroutines_loom) { Duration::ZERO } else { Duration::from_millis(1) };

/// How often a newcomer looks at a lock that is taken before he waits, where its holder may be on another worker, and the
/// time from one look to the next, in nanoseconds. They are far apart: each look takes the line away from those who lock and
/// unlock, and meanwhile they do so dozens of times. With 100 looks of 25 ns two workers that lock and unlock took 27 ns for
/// one, with 4 of 750 ns 7 ns.
const LOOKS: u32 = 4;
const BETWEEN_LOOKS: u32 = 750;

/// What an unlock says to one who waits.
const TRY_AGAIN: u32 = 0;
const IT_IS_YOURS: u32 = 1;

/// Whether an unlock that finds this word wakes somebody.
#[inline]
fn wakes_somebody(word: u32) -> bool {
    word & QUEUED != 0 && word & (WOKEN | STARVING) != WOKEN
}

/// Looks a few times whether something has come that is likely to come soon, where another worker may bring it about. It does so
/// also if there is something else to run here, which mostly wants the same lock: of 32 goroutines that a `Cond` has woken
/// all at once, each would park again at once, and be woken one by one (17 µs in place of 11 for all of them).
pub(super) fn look_until(has_come: impl Fn() -> bool) {
    // Where the slice is over there is no time for it; in a bubble, which runs one at a time, it always is.
    if in_place::looks() == 0 || current::slice_over().load(Ordering::Relaxed) {
        return;
    }
    for _ in 0..LOOKS {
        if has_come() {
            return;
        }
        spin(BETWEEN_LOOKS);
    }
}

/// What one passes at a time.
pub(super) struct Gate {
    word: AtomicU32,
    crowd: SpinLock<Crowd>,
}

impl Gate {
    #[cfg(not(goroutines_loom))]
    pub(super) const fn new() -> Gate {
        Gate { word: AtomicU32::new(0), crowd: SpinLock::new(Crowd::new()) }
    }

    #[cfg(goroutines_loom)]
    pub(super) fn new() -> Gate {
        Gate { word: AtomicU32::new(0), crowd: SpinLock::new(Crowd::new()) }
    }

    /// Whether nobody is inside or waits, or is said to be awake.
    #[cfg(goroutines_loom)]
    pub(super) fn is_at_rest(&self) -> bool {
        self.word.load(Ordering::Relaxed) == 0
    }

    #[inline]
    pub(super) fn try_enter(&self) -> bool {
        let word = self.word.load(Ordering::Relaxed);
        word & (LOCKED | STARVING) == 0 && self.swap(word, word | LOCKED)
    }

    #[inline]
    pub(super) fn enter(&self, site: Site) {
        // A free lock is mostly one that nobody waits for either.
        if !self.swap(0, LOCKED) {
            self.enter_slowly(site);
        }
    }

    #[inline]
    fn swap(&self, from: u32, to: u32) -> bool {
        self.word.compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    #[cold]
    fn enter_slowly(&self, site: Site) {
        // It may be free although some wait, and one of them is on his way.
        if self.try_enter() {
            return;
        }
        // Before the word says that somebody waits.
        fork::refuse();
        let mut since: Option<Instant> = None;
        // WOKEN stands for this one.
        let mut woken = false;
        loop {
            if since.is_none() {
                self.watch();
            }
            let word = self.word.load(Ordering::Relaxed);
            let own = if woken { WOKEN } else { 0 };
            if word & (LOCKED | STARVING) == 0 {
                if self.swap(word, (word | LOCKED) & !own) {
                    return;
                }
                continue;
            }
            let crowd = self.crowd.lock();
            let word = self.word.load(Ordering::Relaxed);
            if word & LOCKED == 0 {
                continue;
            }
            let starving = since.is_some_and(|since| current::now().saturating_duration_since(since) >= LONG_ENOUGH);
            let queued = (word & !own) | QUEUED | if starving { STARVING } else { 0 };
            if !self.swap(word, queued) {
                continue;
            }
            // Who has waited before goes first.
            let place = if since.is_some() { Place::First } else { Place::Last };
            since.get_or_insert_with(current::now);
            if wait_in(&self.crowd, crowd, |crowd| crowd, place, site) == IT_IS_YOURS {
                return;
            }
            woken = true;
        }
    }

    /// Looks for a while whether the lock becomes free.
    fn watch(&self) {
        look_until(|| self.word.load(Ordering::Relaxed) & (LOCKED | STARVING) != LOCKED);
    }

    #[inline]
    pub(super) fn leave(&self) {
        // Mostly nobody waits. (A look first makes lock and unlock take 14 ns in place of 10.)
        if !self.unlock(LOCKED) {
            self.leave_slowly();
        }
    }

    /// Unlocks if the word is still this one.
    #[inline]
    fn unlock(&self, word: u32) -> bool {
        self.word.compare_exchange(word, word & !LOCKED, Ordering::Release, Ordering::Relaxed).is_ok()
    }

    #[cold]
    fn leave_slowly(&self) {
        loop {
            let word = self.word.load(Ordering::Relaxed);
            if !wakes_somebody(word) {
                if self.unlock(word) {
                    return;
                }
                continue;
            }
            let crowd = self.crowd.lock();
            // Whoever was handed the lock may be here before the one who has handed it over has written down that the crowd
            // is empty. He has now, since the crowd could be locked.
            if crowd.is_empty() {
                continue;
            }
            let wake = self.pass_on(crowd);
            if let Some(wake) = wake {
                wake.now();
            }
            return;
        }
    }

    /// Unlocks and wakes the first of the crowd, which is not empty, or hands him the lock.
    fn pass_on(&self, mut crowd: Guard<'_, Crowd>) -> Option<Wake> {
        let starving = self.word.load(Ordering::Relaxed) & STARVING != 0;
        let wake = crowd.release_one(if starving { IT_IS_YOURS } else { TRY_AGAIN });
        let rest = if crowd.is_empty() { 0 } else { QUEUED };
        let mut word = self.word.load(Ordering::Relaxed);
        loop {
            // Handed over, LOCKED stays. Otherwise the one who was woken is awake now.
            let next = if starving {
                (word & !(QUEUED | STARVING)) | rest
            } else {
                (word & !(QUEUED | LOCKED)) | WOKEN | rest
            };
            match self.word.compare_exchange(word, next, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return wake,
                Err(now) => word = now,
            }
        }
    }
}

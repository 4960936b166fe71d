//! Go's `sync.Mutex`: a lock that parks.
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

use crate::base::fork;
use crate::base::lock::{Guard, SpinLock};
use crate::base::shim::{AtomicU32, Ordering, spin_loop};
use crate::task::reason::Reason;
use crate::wait::checkpoint::checkpoint;
use crate::wait::crowd::{Crowd, Place, wait_in};
use crate::wait::in_place;
use crate::wait::waiter::{Site, Wake};
use std::cell::UnsafeCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::time::{Duration, Instant};

const LOCKED: u32 = 1;
const WOKEN: u32 = 2;
const QUEUED: u32 = 4;
const STARVING: u32 = 8;

/// How long a waiter puts up with others who take the lock before him: Go's millisecond. Under loom, which has no time, he
/// does not.
const LONG_ENOUGH: Duration = if cfg!(goroutines_loom) { Duration::ZERO } else { Duration::from_millis(1) };

/// How often a newcomer looks at a lock that is taken before he waits, where its holder may be on another worker.
const LOOKS: u32 = 100;

/// What an unlock says to one who waits.
const TRY_AGAIN: u32 = 0;
const IT_IS_YOURS: u32 = 1;

/// A lock that parks the goroutine that has to wait: Go's `sync.Mutex`, with std's guard.
///
/// There is no poisoning: a guard that is dropped by a panic unlocks. The lock has no owner, so a guard may be sent to
/// another goroutine. It is not re-entrant.
///
/// Fair under pressure: who has waited for a millisecond is served next.
///
/// ```
/// use goroutines::{scope, sync::Mutex};
///
/// static TOTAL: Mutex<u32> = Mutex::new(0);
///
/// scope(|s| {
///     for i in 1..=4 {
///         s.spawn(move || *TOTAL.lock() += i);
///     }
/// });
/// assert_eq!(*TOTAL.lock(), 10);
/// ```
pub struct Mutex<T: ?Sized> {
    gate: Gate,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached by one guard at a time, so sharing the mutex amounts to sending the value.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}

impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

impl<T> Mutex<T> {
    /// An unlocked mutex. It may stand in a static.
    ///
    /// ```
    /// static NAMES: goroutines::sync::Mutex<Vec<String>> = goroutines::sync::Mutex::new(Vec::new());
    /// NAMES.lock().push("Ada".to_owned());
    /// ```
    #[cfg(not(goroutines_loom))]
    pub const fn new(value: T) -> Mutex<T> {
        Mutex { gate: Gate::new(), value: UnsafeCell::new(value) }
    }

    /// An unlocked mutex.
    #[cfg(goroutines_loom)]
    pub fn new(value: T) -> Mutex<T> {
        Mutex { gate: Gate::new(), value: UnsafeCell::new(value) }
    }

    /// The value, of a mutex that nobody else has.
    ///
    /// ```
    /// assert_eq!(goroutines::sync::Mutex::new(5).into_inner(), 5);
    /// ```
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until nobody else has the lock, and takes it. Go's `Lock`.
    ///
    /// ```
    /// let counter = goroutines::sync::Mutex::new(0);
    /// *counter.lock() += 1;
    /// assert_eq!(*counter.lock(), 1);
    /// ```
    #[doc(alias = "Lock")]
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        checkpoint();
        self.gate.enter(Site { reason: Reason::Mutex, location: Location::caller() });
        MutexGuard { mutex: self }
    }

    /// Takes the lock if it can be had at once. Go's `TryLock`.
    ///
    /// ```
    /// let mutex = goroutines::sync::Mutex::new(0);
    /// let guard = mutex.lock();
    /// assert!(mutex.try_lock().is_none());
    /// drop(guard);
    /// assert!(mutex.try_lock().is_some());
    /// ```
    #[doc(alias = "TryLock")]
    #[inline]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        self.gate.try_enter().then(|| MutexGuard { mutex: self })
    }

    /// Whether nobody has the lock or waits for it, or is said to be awake.
    #[cfg(goroutines_loom)]
    pub(crate) fn is_at_rest(&self) -> bool {
        self.gate.word.load(Ordering::Relaxed) == 0
    }

    /// The value, of a mutex that nobody else can reach.
    ///
    /// ```
    /// let mut mutex = goroutines::sync::Mutex::new(1);
    /// *mutex.get_mut() = 2;
    /// assert_eq!(*mutex.lock(), 2);
    /// ```
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Mutex");
        match self.try_lock() {
            Some(guard) => out.field("data", &&*guard),
            None => out.field("data", &format_args!("<locked>")),
        };
        out.finish()
    }
}

/// Access to the value of a [`Mutex`], which is unlocked when the guard is dropped.
///
/// A guard may be sent to another goroutine, and be shared among several if the value may:
///
/// ```compile_fail,E0277
/// fn shared<T: Sync>(_: T) {}
/// let mutex = goroutines::sync::Mutex::new(std::cell::Cell::new(1));
/// shared(mutex.lock()); // a `Cell` must not be shared
/// ```
#[must_use = "the mutex is unlocked when the guard is dropped"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
}

// SAFETY: a shared guard gives out `&T` only. (The lock has no owner, so a guard is `Send` where the mutex is `Sync`.)
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T: ?Sized> UnwindSafe for MutexGuard<'_, T> {}
impl<T: ?Sized> RefUnwindSafe for MutexGuard<'_, T> {}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// The mutex that the guard has locked.
    pub(crate) fn mutex(&self) -> &'a Mutex<T> {
        self.mutex
    }

    /// Locks as [`Mutex::lock`], for a wait that began elsewhere.
    pub(crate) fn again(mutex: &'a Mutex<T>, location: &'static Location<'static>) -> MutexGuard<'a, T> {
        mutex.gate.enter(Site { reason: Reason::Mutex, location });
        MutexGuard { mutex }
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: a guard exists for the holder of the lock alone.
        unsafe { &*self.mutex.value.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: a guard exists for the holder of the lock alone, and it is borrowed mutably here.
        unsafe { &mut *self.mutex.value.get() }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.mutex.gate.leave();
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Whether an unlock that finds this word wakes somebody.
#[inline]
fn wakes_somebody(word: u32) -> bool {
    word & QUEUED != 0 && word & (WOKEN | STARVING) != WOKEN
}

/// The lock without the value.
pub(crate) struct Gate {
    word: AtomicU32,
    crowd: SpinLock<Crowd>,
}

impl Gate {
    #[cfg(not(goroutines_loom))]
    pub(crate) const fn new() -> Gate {
        Gate { word: AtomicU32::new(0), crowd: SpinLock::new(Crowd::new()) }
    }

    #[cfg(goroutines_loom)]
    pub(crate) fn new() -> Gate {
        Gate { word: AtomicU32::new(0), crowd: SpinLock::new(Crowd::new()) }
    }

    #[inline]
    pub(crate) fn try_enter(&self) -> bool {
        let word = self.word.load(Ordering::Relaxed);
        word & (LOCKED | STARVING) == 0 && self.swap(word, word | LOCKED)
    }

    #[inline]
    pub(crate) fn enter(&self, site: Site) {
        // A free lock is mostly one that nobody waits for either; or some wait, and one of them is on his way.
        if let Err(word) = self.word.compare_exchange(0, LOCKED, Ordering::AcqRel, Ordering::Relaxed)
            && (word & (LOCKED | STARVING) != 0 || !self.swap(word, word | LOCKED))
        {
            self.enter_slowly(site);
        }
    }

    #[inline]
    fn swap(&self, from: u32, to: u32) -> bool {
        self.word.compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    #[cold]
    fn enter_slowly(&self, site: Site) {
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
            let starving = since.is_some_and(|since| since.elapsed() >= LONG_ENOUGH);
            let queued = (word & !own) | QUEUED | if starving { STARVING } else { 0 };
            if !self.swap(word, queued) {
                continue;
            }
            // Who has waited before goes first.
            let place = if since.is_some() { Place::First } else { Place::Last };
            since.get_or_insert_with(Instant::now);
            if wait_in(&self.crowd, crowd, |crowd| crowd, place, site) == IT_IS_YOURS {
                return;
            }
            woken = true;
        }
    }

    /// Looks for a while whether the lock becomes free, where its holder may be running on another worker.
    fn watch(&self) {
        for _ in 0..LOOKS.min(in_place::looks()) {
            if self.word.load(Ordering::Relaxed) & (LOCKED | STARVING) != LOCKED {
                return;
            }
            spin_loop();
        }
    }

    #[inline]
    pub(crate) fn leave(&self) {
        let word = self.word.load(Ordering::Relaxed);
        if wakes_somebody(word) || !self.unlock(word) {
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

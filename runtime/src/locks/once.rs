//! Things that happen once: Go's `sync.Once`, and std's `OnceLock`.
//!
//! Both are a flag and a gate. Who finds the flag down passes the gate, looks again, does it and raises the flag; all
//! others wait at the gate until he has finished. Those who only wait for it to be done stand in a crowd of their own, which
//! whoever has raised the flag releases.

#![forbid(unsafe_code)]

use super::gate::Gate;
use crate::base::lock::SpinLock;
use crate::base::shim::{AtomicBool, Ordering};
use crate::task::reason::Reason;
use crate::wait::crowd::{Crowd, wait_for_release};
use crate::wait::waiter::{Site, Wakes};
use scopeguard::defer;
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

/// Runs a function once: Go's `sync.Once`.
///
/// Unlike [`std::sync::Once`] it is not poisoned by a panic: the function counts as done, and is not called again.
///
/// ```
/// use goroutines::{scope, sync::Once};
/// use goroutines::sync::atomic::{AtomicU32, Ordering};
///
/// let (once, calls) = (Once::new(), AtomicU32::new(0));
/// scope(|s| {
///     for _ in 0..10 {
///         s.spawn(|| once.call_once(|| _ = calls.fetch_add(1, Ordering::Relaxed)));
///     }
/// });
/// assert_eq!(calls.into_inner(), 1);
/// ```
pub struct Once {
    done: AtomicBool,
    gate: Gate,
    onlookers: Onlookers,
}

impl UnwindSafe for Once {}
impl RefUnwindSafe for Once {}

impl Once {
    /// One whose function has not run. It may stand in a static.
    ///
    /// ```
    /// static START: goroutines::sync::Once = goroutines::sync::Once::new();
    /// START.call_once(|| println!("starting"));
    /// ```
    #[cfg(not(goroutines_loom))]
    pub const fn new() -> Once {
        Once { done: AtomicBool::new(false), gate: Gate::new(), onlookers: Onlookers::new() }
    }

    /// One whose function has not run.
    #[cfg(goroutines_loom)]
    pub fn new() -> Once {
        Once { done: AtomicBool::new(false), gate: Gate::new(), onlookers: Onlookers::new() }
    }

    /// Calls `f`, if this is the first call; otherwise waits until the first call has ended. Go's `Do`.
    ///
    /// Calling it again inside `f` is a deadlock.
    ///
    /// # Panics
    ///
    /// In the first call, if `f` panics. Later calls return.
    ///
    /// ```
    /// let once = goroutines::sync::Once::new();
    /// once.call_once(|| println!("printed"));
    /// once.call_once(|| println!("not printed"));
    /// ```
    #[doc(alias = "Do")]
    #[inline]
    #[track_caller]
    pub fn call_once(&self, f: impl FnOnce()) {
        if !self.is_completed() {
            self.call_slowly(f, Location::caller());
        }
    }

    #[cold]
    fn call_slowly(&self, f: impl FnOnce(), location: &'static Location<'static>) {
        pass(&self.gate, location, || {
            if !self.done.load(Ordering::Relaxed) {
                defer! {
                    self.done.store(true, Ordering::Release);
                    self.onlookers.release();
                }
                f();
            }
        });
    }

    /// As [`call_once`](Once::call_once), and tells `f` the state: [`std::sync::Once::call_once_force`]. There is no poisoning
    /// here, so it makes no difference.
    ///
    /// ```
    /// goroutines::sync::Once::new().call_once_force(|state| assert!(!state.is_poisoned()));
    /// ```
    #[inline]
    #[track_caller]
    pub fn call_once_force(&self, f: impl FnOnce(&OnceState)) {
        self.call_once(|| f(&OnceState(())));
    }

    /// Waits until the function has run, whoever calls it, and ended: [`std::sync::Once::wait`].
    ///
    /// ```
    /// use goroutines::{go, sync::Once};
    ///
    /// static READY: Once = Once::new();
    ///
    /// go!(|| READY.call_once(|| println!("ready")));
    /// READY.wait();
    /// assert!(READY.is_completed());
    /// ```
    #[track_caller]
    pub fn wait(&self) {
        if !self.is_completed() {
            self.onlookers.wait(|| self.is_completed(), Location::caller());
        }
    }

    /// As [`wait`](Once::wait): [`std::sync::Once::wait_force`], where it makes a difference.
    ///
    /// ```
    /// let once = goroutines::sync::Once::new();
    /// once.call_once(|| ());
    /// once.wait_force();
    /// ```
    #[track_caller]
    pub fn wait_force(&self) {
        self.wait();
    }

    /// Whether the function has run, and ended.
    ///
    /// ```
    /// let once = goroutines::sync::Once::new();
    /// assert!(!once.is_completed());
    /// once.call_once(|| ());
    /// assert!(once.is_completed());
    /// ```
    #[inline]
    pub fn is_completed(&self) -> bool {
        self.done.load(Ordering::Acquire)
    }
}

impl Default for Once {
    fn default() -> Self {
        Once::new()
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").field("is_completed", &self.is_completed()).finish()
    }
}

/// What [`Once::call_once_force`] tells its function: the counterpart of [`std::sync::OnceState`].
#[derive(Debug)]
pub struct OnceState(());

impl OnceState {
    /// Whether an earlier function has panicked and is to be made up for: never, because one that panics counts as done.
    pub fn is_poisoned(&self) -> bool {
        false
    }
}

/// Those who wait until something is done that they do not do themselves.
struct Onlookers(SpinLock<Crowd>);

impl Onlookers {
    #[cfg(not(goroutines_loom))]
    const fn new() -> Onlookers {
        Onlookers(SpinLock::new(Crowd::new()))
    }

    #[cfg(goroutines_loom)]
    fn new() -> Onlookers {
        Onlookers(SpinLock::new(Crowd::new()))
    }

    /// Waits until it is done. Looked up under the lock that [`Onlookers::release`] takes afterwards.
    #[cold]
    fn wait(&self, is_done: impl Fn() -> bool, location: &'static Location<'static>) {
        let crowd = self.0.lock();
        if !is_done() {
            wait_for_release(&self.0, crowd, |crowd| crowd, Site { reason: Reason::Once, location });
        }
    }

    fn release(&self) {
        let mut wakes = Wakes::default();
        Crowd::release(&mut self.0.lock(), &mut wakes);
        wakes.now();
    }
}

/// Does something inside the gate, which only one passes at a time.
fn pass<T>(gate: &Gate, location: &'static Location<'static>, f: impl FnOnce() -> T) -> T {
    gate.enter(Site { reason: Reason::Once, location });
    defer! { gate.leave() }
    f()
}

/// A place that is filled once: [`std::sync::OnceLock`], which parks the goroutines that wait for the value.
///
/// ```
/// use goroutines::sync::OnceLock;
///
/// static TABLE: OnceLock<Vec<u32>> = OnceLock::new();
///
/// let table = TABLE.get_or_init(|| (0..100).map(|n| n * n).collect());
/// assert_eq!(table[9], 81);
/// ```
pub struct OnceLock<T> {
    value: std::sync::OnceLock<T>,
    gate: Gate,
    onlookers: Onlookers,
}

impl<T> UnwindSafe for OnceLock<T> {}
impl<T> RefUnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// An empty place. It may stand in a static.
    ///
    /// ```
    /// static NAME: goroutines::sync::OnceLock<String> = goroutines::sync::OnceLock::new();
    /// assert!(NAME.get().is_none());
    /// ```
    #[cfg(not(goroutines_loom))]
    pub const fn new() -> OnceLock<T> {
        OnceLock { value: std::sync::OnceLock::new(), gate: Gate::new(), onlookers: Onlookers::new() }
    }

    /// An empty place.
    #[cfg(goroutines_loom)]
    pub fn new() -> OnceLock<T> {
        OnceLock { value: std::sync::OnceLock::new(), gate: Gate::new(), onlookers: Onlookers::new() }
    }

    /// The value, if it is there.
    ///
    /// ```
    /// let place = goroutines::sync::OnceLock::new();
    /// assert_eq!(place.get(), None);
    /// place.set(3).unwrap();
    /// assert_eq!(place.get(), Some(&3));
    /// ```
    #[inline]
    pub fn get(&self) -> Option<&T> {
        self.value.get()
    }

    /// Fills the place.
    ///
    /// # Errors
    ///
    /// With the value, if the place is full already.
    ///
    /// ```
    /// let place = goroutines::sync::OnceLock::new();
    /// assert_eq!(place.set(1), Ok(()));
    /// assert_eq!(place.set(2), Err(2));
    /// ```
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        pass(&self.gate, Location::caller(), || self.value.set(value))?;
        self.onlookers.release();
        Ok(())
    }

    /// Waits until the place has been filled, by whomever: [`std::sync::OnceLock::wait`].
    ///
    /// ```
    /// use goroutines::{go, sync::OnceLock};
    ///
    /// static ANSWER: OnceLock<u32> = OnceLock::new();
    ///
    /// go!(|| ANSWER.set(42).unwrap());
    /// assert_eq!(ANSWER.wait(), &42);
    /// ```
    #[track_caller]
    pub fn wait(&self) -> &T {
        loop {
            if let Some(value) = self.value.get() {
                return value;
            }
            self.onlookers.wait(|| self.value.get().is_some(), Location::caller());
        }
    }

    /// The value; if it is not there yet, `f` makes it, or it is waited for until another call's `f` has made it.
    ///
    /// # Panics
    ///
    /// If `f` panics. The place stays empty, and the next call tries again.
    ///
    /// ```
    /// let place = goroutines::sync::OnceLock::new();
    /// assert_eq!(place.get_or_init(|| 7), &7);
    /// assert_eq!(place.get_or_init(|| 8), &7);
    /// ```
    #[inline]
    #[track_caller]
    pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T {
        match self.value.get() {
            Some(value) => value,
            None => self.init_slowly(f, Location::caller()),
        }
    }

    #[cold]
    fn init_slowly(&self, f: impl FnOnce() -> T, location: &'static Location<'static>) -> &T {
        pass(&self.gate, location, || {
            if let Some(value) = self.value.get() {
                return value;
            }
            // `f` may park, which std's own `get_or_init` must not: it would hold up the worker's thread. Inside the gate
            // the place stays empty meanwhile.
            let value = f();
            let value = self.value.get_or_init(|| value);
            self.onlookers.release();
            value
        })
    }

    /// The value, of a place that nobody else can reach.
    ///
    /// ```
    /// let mut place = goroutines::sync::OnceLock::from(1);
    /// *place.get_mut().unwrap() = 2;
    /// assert_eq!(place.get(), Some(&2));
    /// ```
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut()
    }

    /// Takes the value out, which leaves the place empty.
    ///
    /// ```
    /// let mut place = goroutines::sync::OnceLock::from(1);
    /// assert_eq!((place.take(), place.take()), (Some(1), None));
    /// ```
    pub fn take(&mut self) -> Option<T> {
        self.value.take()
    }

    /// The value, if it was there.
    ///
    /// ```
    /// assert_eq!(goroutines::sync::OnceLock::from(1).into_inner(), Some(1));
    /// ```
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> Self {
        OnceLock::new()
    }
}

impl<T> From<T> for OnceLock<T> {
    fn from(value: T) -> Self {
        OnceLock { value: value.into(), gate: Gate::new(), onlookers: Onlookers::new() }
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    fn clone(&self) -> Self {
        OnceLock { value: self.value.clone(), gate: Gate::new(), onlookers: Onlookers::new() }
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for OnceLock<T> {}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

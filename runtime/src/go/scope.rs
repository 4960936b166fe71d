//! Goroutines that may borrow, because the scope does not end before they have: std's `thread::scope`.

use super::identity::Goroutine;
use super::join::JoinHandle;
use super::{boot, spawn};
use crate::base::lock::SpinLock;
use crate::task::reason::Reason;
use crate::task::record::Options;
use crate::wait::crowd::{Crowd, wait_for_release};
use crate::wait::waiter::{Site, Wakes};
use std::fmt;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::thread;

/// How many goroutines of a scope have not ended.
pub(crate) struct ScopeCount {
    state: SpinLock<State>,
}

struct State {
    running: usize,
    /// One has panicked and nobody has joined it.
    panicked: bool,
    waiters: Crowd,
}

impl ScopeCount {
    pub(crate) fn new() -> ScopeCount {
        ScopeCount { state: SpinLock::new(State { running: 0, panicked: false, waiters: Crowd::new() }) }
    }

    pub(crate) fn add(&self) {
        self.state.lock().running += 1;
    }

    /// A goroutine has ended, and everything that it borrowed is given back.
    pub(crate) fn subtract(&self) {
        let mut wakes = Wakes::default();
        let mut state = self.state.lock();
        state.running -= 1;
        if state.running == 0 {
            state.waiters.release(&mut wakes);
        }
        drop(state);
        wakes.now();
    }

    pub(crate) fn note_panic(&self) {
        self.state.lock().panicked = true;
    }

    pub(crate) fn wait(&self, location: &'static Location<'static>) {
        let state = self.state.lock();
        if state.running > 0 {
            let site = Site { reason: Reason::ScopeEnd, location };
            wait_for_release(&self.state, state, |state| &mut state.waiters, site);
        }
    }
}

/// A scope in which goroutines may borrow; see [`scope`].
pub struct Scope<'scope, 'env: 'scope> {
    count: Arc<ScopeCount>,
    /// Invariant in both lifetimes, as std's scope is: otherwise `'scope` could shrink and a goroutine borrow
    /// what ends before the scope does.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// Makes a scope for goroutines that borrow from the enclosing function. It returns when `f` and all
/// goroutines of the scope have ended.
///
/// # Panics
///
/// If a goroutine of the scope has panicked and was not joined.
///
/// ```
/// use goroutines::{go, scope};
///
/// let mut counts = [0; 3];
/// scope(|s| {
///     for (i, count) in counts.iter_mut().enumerate() {
///         go!(in s, |i, count| *count = i * 10);
///     }
/// });
/// assert_eq!(counts, [0, 10, 20]);
/// ```
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope { count: Arc::new(ScopeCount::new()), scope: PhantomData, env: PhantomData };
    // Whatever happens in `f`, its goroutines have ended before the frame that they borrow from is left.
    let result = catch_unwind(AssertUnwindSafe(|| f(&scope)));
    scope.count.wait(Location::caller());
    match result {
        Err(payload) => resume_unwind(payload),
        Ok(_) if scope.count.state.lock().panicked => panic!("a scoped goroutine panicked"),
        Ok(value) => value,
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a goroutine that may borrow what lives longer than the scope.
    ///
    /// ```
    /// let words = ["go", "rust"];
    /// let longest = goroutines::scope(|s| s.spawn(|| words.iter().map(|w| w.len()).max()).join().unwrap());
    /// assert_eq!(longest, Some(4));
    /// ```
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.spawn_with(Options::default(), Location::caller(), f)
    }

    #[track_caller]
    pub(crate) fn spawn_with<F, T>(
        &'scope self,
        options: Options,
        spawned_at: &'static Location<'static>,
        f: F,
    ) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        // Booting may panic, and the count must not wait for a goroutine that was never made.
        boot::ensure();
        self.count.add();
        // SAFETY: `scope` does not return before the count is zero, and what a goroutine of `'scope` borrows
        // lives longer than that.
        let handle = unsafe { spawn::spawn_scoped(options, spawned_at, Arc::clone(&self.count), f) };
        ScopedJoinHandle { handle, scope: PhantomData }
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("running", &self.count.state.lock().running).finish_non_exhaustive()
    }
}

/// A handle to a goroutine of a scope: std's `ScopedJoinHandle`.
pub struct ScopedJoinHandle<'scope, T> {
    handle: JoinHandle<T>,
    scope: PhantomData<&'scope ()>,
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the goroutine's end and returns its result.
    ///
    /// # Errors
    ///
    /// What the goroutine has panicked with.
    ///
    /// ```
    /// goroutines::scope(|s| assert_eq!(s.spawn(|| 1).join().unwrap(), 1));
    /// ```
    #[track_caller]
    pub fn join(self) -> thread::Result<T> {
        self.handle.join()
    }

    /// Whether the goroutine has ended.
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// The goroutine's id and name: std's `ScopedJoinHandle::thread`.
    ///
    /// ```
    /// use goroutines::{runtime, scope};
    ///
    /// scope(|s| {
    ///     let handle = s.spawn(|| runtime::current().id());
    ///     assert_eq!(handle.goroutine().id(), handle.join().unwrap());
    /// });
    /// ```
    pub fn goroutine(&self) -> Goroutine {
        self.handle.goroutine()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handle.fmt(f)
    }
}

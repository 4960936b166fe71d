//! `x/sync`'s errgroup.

#![forbid(unsafe_code)]

use super::semaphore::{Permit, Semaphore};
use crate::base::lock::SpinLock;
use crate::base::user_code;
use crate::context::{CancelFunc, Context};
use crate::go::builder::{Builder, started};
use crate::go::go_in::GoIn;
use crate::go::panic::{Goexit, unwound};
use crate::locks::WaitGroup;
use crate::task::reason::Reason;
use crate::wait::waiter::Site;
use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, RefUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// Goroutines that work on parts of one task, of which the first error is wanted: Go's `errgroup.Group` of `x/sync`.
///
/// Clones are the same group, so a member may start others.
///
/// ```
/// use goroutines::sync::ErrGroup;
///
/// let group = ErrGroup::<String>::new();
/// group.set_limit(4);
/// for number in ["1", "2", "three"] {
///     group.go(move || number.parse::<i32>().map(|_| ()).map_err(|error| format!("{number}: {error}")));
/// }
/// assert_eq!(group.wait(), Err("three: invalid digit found in string".to_owned()));
/// ```
#[doc(alias = "errgroup")]
pub struct ErrGroup<E> {
    shared: Arc<Shared<E>>,
}

struct Shared<E> {
    members: WaitGroup,
    state: SpinLock<State<E>>,
    /// Cancels the group's context; the text of the error is the cause.
    cancel: Option<Cancel<E>>,
}

struct State<E> {
    active: usize,
    limit: Option<Semaphore>,
    first: Option<Failure<E>>,
    failed: bool,
}

enum Failure<E> {
    Error(E),
    Panic(Box<dyn Any + Send>),
}

struct Cancel<E> {
    cancel: CancelFunc,
    describe: fn(&E) -> String,
}

impl<E> UnwindSafe for ErrGroup<E> {}
impl<E> RefUnwindSafe for ErrGroup<E> {}

impl<E> Clone for ErrGroup<E> {
    fn clone(&self) -> Self {
        ErrGroup { shared: Arc::clone(&self.shared) }
    }
}

impl<E> ErrGroup<E> {
    /// An empty group without a limit.
    ///
    /// ```
    /// let group = goroutines::sync::ErrGroup::<String>::new();
    /// group.go(|| Ok(()));
    /// assert_eq!(group.wait(), Ok(()));
    /// ```
    pub fn new() -> ErrGroup<E>
    where
        E: Send + 'static, // any thread may ask for it: a boxed error is `Box<dyn Error + Send + Sync>`
    {
        ErrGroup::with(None)
    }
}

impl<E: Send + 'static> ErrGroup<E> {
    /// An empty group, and a context derived from `ctx` for its members: it is cancelled by the first error, whose text is its
    /// cause, by a panic, and when [`wait`](ErrGroup::wait) returns.
    ///
    /// ```
    /// use goroutines::context::Context;
    /// use goroutines::sync::ErrGroup;
    ///
    /// let (group, ctx) = ErrGroup::<&str>::with_context(&Context::background());
    /// group.go(|| Err("disk full"));
    /// let waiting = ctx.clone();
    /// group.go(move || {
    ///     let _ = waiting.done().recv(); // until the other one fails
    ///     Ok(())
    /// });
    /// assert_eq!(group.wait(), Err("disk full"));
    /// assert_eq!(ctx.cause().unwrap().to_string(), "disk full");
    /// ```
    #[doc(alias = "WithContext")]
    pub fn with_context(ctx: &Context) -> (ErrGroup<E>, Context)
    where
        E: fmt::Display,
    {
        let (ctx, cancel) = ctx.with_cancel_cause();
        (ErrGroup::with(Some(Cancel { cancel, describe: E::to_string })), ctx)
    }

    fn with(cancel: Option<Cancel<E>>) -> ErrGroup<E> {
        let state = State { active: 0, limit: None, first: None, failed: false };
        ErrGroup { shared: Arc::new(Shared { members: WaitGroup::new(), state: SpinLock::new(state), cancel }) }
    }

    /// Starts a goroutine that runs `f`; at the limit it first waits until a member has ended. Go's `Go`.
    ///
    /// ```
    /// let group = goroutines::sync::ErrGroup::<std::num::ParseIntError>::new();
    /// group.go(|| {
    ///     "7".parse::<i32>()?;
    ///     Ok(())
    /// });
    /// group.wait().unwrap();
    /// ```
    #[doc(alias = "Go")]
    #[track_caller]
    pub fn go(&self, f: impl FnOnce() -> Result<(), E> + Send + 'static) {
        self.go_in(Builder::new(), f);
    }

    /// Starts a goroutine that runs `f`, unless the group is at its limit: then it returns false. Go's `TryGo`.
    ///
    /// ```
    /// let group = goroutines::sync::ErrGroup::<String>::new();
    /// group.set_limit(0);
    /// assert!(!group.try_go(|| Ok(())));
    /// ```
    #[doc(alias = "TryGo")]
    #[track_caller]
    pub fn try_go(&self, f: impl FnOnce() -> Result<(), E> + Send + 'static) -> bool {
        let limit = self.shared.state.lock().limit.clone();
        let permit = match limit.map(|limit| limit.try_acquire()) {
            Some(None) => return false,
            Some(permit) => permit,
            None => None,
        };
        self.start(Builder::new(), permit, f);
        true
    }

    #[track_caller]
    fn start(&self, builder: Builder, permit: Option<Permit>, f: impl FnOnce() -> Result<(), E> + Send + 'static) {
        let shared = Arc::clone(&self.shared);
        shared.members.add(1);
        shared.state.lock().active += 1;
        // Whatever becomes of the goroutine, it counts itself off.
        let member = scopeguard::guard((shared, permit), |(shared, permit)| {
            shared.state.lock().active -= 1;
            drop(permit);
            shared.members.done();
        });
        started(builder.spawn(move || {
            let (shared, _) = &*member;
            match catch_unwind(AssertUnwindSafe(|| user_code::call(f))) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => shared.fail(Failure::Error(error)),
                Err(payload) if payload.is::<Goexit>() => resume_unwind(payload),
                Err(payload) => {
                    unwound(&*payload);
                    shared.fail(Failure::Panic(payload));
                }
            }
        }));
    }

    /// Waits until all members have ended, and gives the first error.
    ///
    /// # Errors
    ///
    /// With the error of the member that was the first to fail. It is given once; later calls find none.
    ///
    /// # Panics
    ///
    /// With the panic of a member, if that was the first to fail, as a scope does.
    ///
    /// ```
    /// let group = goroutines::sync::ErrGroup::<i32>::new();
    /// group.go(|| Err(5));
    /// assert_eq!(group.wait(), Err(5));
    /// ```
    #[doc(alias = "Wait")]
    #[track_caller]
    pub fn wait(&self) -> Result<(), E> {
        self.shared.members.wait();
        if let Some(cancel) = &self.shared.cancel {
            cancel.cancel.cancel();
        }
        let first = self.shared.state.lock().first.take();
        match first {
            None => Ok(()),
            Some(Failure::Error(error)) => Err(error),
            Some(Failure::Panic(payload)) => resume_unwind(payload),
        }
    }

    /// At most so many members run at a time from now on: `4`, or `None` for any number. With 0 none starts. Go's `SetLimit`.
    ///
    /// # Panics
    ///
    /// If members are running.
    ///
    /// ```
    /// let group = goroutines::sync::ErrGroup::<String>::new();
    /// group.set_limit(2);
    /// group.set_limit(None);
    /// ```
    #[doc(alias = "SetLimit")]
    #[track_caller]
    pub fn set_limit(&self, limit: impl Into<Option<usize>>) {
        let limit = limit.into().map(Semaphore::new);
        let mut state = self.shared.state.lock();
        let active = state.active;
        let old = if active == 0 { std::mem::replace(&mut state.limit, limit) } else { limit };
        drop(state);
        drop(old);
        assert!(active == 0, "errgroup: modify limit while {active} goroutines in the group are still active");
    }
}

/// At the limit it first waits until a member has ended, as [`go`](ErrGroup::go). No handle: `wait` gives the first error.
impl<E, F> GoIn<F> for &ErrGroup<E>
where
    E: Send + 'static,
    F: FnOnce() -> Result<(), E> + Send + 'static, // any thread, may outlive its caller: `Arc` for `Rc`, a `scope` to borrow
{
    type Handle = ();

    #[track_caller]
    fn go_in(self, builder: Builder, body: F) {
        let limit = self.shared.state.lock().limit.clone();
        let site = Site { reason: Reason::ErrGroup, location: Location::caller() };
        let permit = limit.map(|limit| limit.acquire_at(1, site));
        self.start(builder, permit, body);
    }
}

impl<E> Shared<E> {
    fn fail(&self, failure: Failure<E>) {
        let text = match (&failure, &self.cancel) {
            (Failure::Error(error), Some(cancel)) => (cancel.describe)(error),
            _ => "a member of the group has panicked".to_owned(),
        };
        let mut state = self.state.lock();
        if state.failed {
            drop(state);
            return;
        }
        state.failed = true;
        state.first = Some(failure);
        drop(state);
        if let Some(cancel) = &self.cancel {
            cancel.cancel.cancel_with(text);
        }
    }
}

impl<E: Send + 'static> Default for ErrGroup<E> {
    fn default() -> Self {
        ErrGroup::new()
    }
}

impl<E> fmt::Debug for ErrGroup<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrGroup").field("active", &self.shared.state.lock().active).finish_non_exhaustive()
    }
}

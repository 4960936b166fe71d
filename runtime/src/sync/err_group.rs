//! `x/sync`'s errgroup.

#![forbid(unsafe_code)]

use super::first_error::{CauseLink, First, GroupError, Held, SharedError};
use super::semaphore::{Permit, Semaphore};
use crate::base::lock::SpinLock;
use crate::base::user_code;
use crate::context::{CancelFunc, CauseCell, Context};
use crate::go::builder::{Builder, started};
use crate::go::go_in::GoIn;
use crate::go::panic::{Goexit, unwound};
use crate::locks::{Counter, Message, Mutex};
use crate::task::reason::Reason;
use crate::wait::waiter::Site;
use std::any::Any;
use std::error::Error;
use std::fmt;
use std::mem::replace;
use std::ops::Deref;
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
///
/// Every `wait` gives the first error. This one is for an error that is `Clone`; for others the group dereferences to one
/// that gives the error itself to the first who waits, and errors that read the same to the others: boxed errors of all
/// kinds, `io::Error`, and what can be made of a [`SharedError`]. Any other error can be given only once.
#[doc(alias = "errgroup")]
pub struct ErrGroup<E>(Remade<E>);

/// An [`ErrGroup`] whose error may not be `Clone`.
pub struct Remade<E>(Moved<E>);

/// An [`ErrGroup`] whose error may be there only once.
pub struct Moved<E> {
    shared: Arc<Shared<E>>,
}

struct Shared<E> {
    members: Counter,
    state: SpinLock<State>,
    first: Mutex<First<E>>,
    context: Option<GroupContext<E>>,
}

struct State {
    limit: Option<Semaphore>,
    failed: bool,
}

/// The group's context: what cancels it, and what holds an error that is its cause.
struct GroupContext<E> {
    cancel: CancelFunc,
    hold: fn(E) -> Box<dyn Held<E>>,
}

/// How a member has failed, and what the context is told.
struct Failure<E> {
    first: First<E>,
    cause: Option<CauseCell>,
}

impl<E> UnwindSafe for ErrGroup<E> {}
impl<E> RefUnwindSafe for ErrGroup<E> {}

impl<E> Clone for ErrGroup<E> {
    fn clone(&self) -> Self {
        ErrGroup(Remade(Moved { shared: Arc::clone(&self.shared) }))
    }
}

impl<E> Deref for ErrGroup<E> {
    type Target = Remade<E>;

    fn deref(&self) -> &Remade<E> {
        &self.0
    }
}

impl<E> Deref for Remade<E> {
    type Target = Moved<E>;

    fn deref(&self) -> &Moved<E> {
        &self.0
    }
}

impl<E: Clone + Send + 'static> ErrGroup<E> {
    /// Waits until all members have ended, and gives the first error, each time it is called. Go's `Wait`.
    ///
    /// # Errors
    ///
    /// With the error of the member that was the first to fail.
    ///
    /// # Panics
    ///
    /// With the panic of a member, if that was the first to fail, as a scope does. Later calls panic with the same message.
    ///
    /// ```
    /// let group = goroutines::sync::ErrGroup::<i32>::new();
    /// group.go(|| Err(5));
    /// assert_eq!((group.wait(), group.wait()), (Err(5), Err(5)));
    /// ```
    #[doc(alias = "Wait")]
    #[track_caller]
    pub fn wait(&self) -> Result<(), E> {
        self.wait_for_members();
        self.shared.first.lock().cloned()
    }
}

impl<E: From<SharedError> + fmt::Display + fmt::Debug + Send + 'static> Remade<E> {
    /// As [`ErrGroup::wait`], for an error that is not `Clone` and can be made of a [`SharedError`]: the first call gets the
    /// error itself, later ones get one that reads the same. If the group has a context, whose cause the error is, all get
    /// such a one.
    ///
    /// # Errors
    ///
    /// With the error of the member that was the first to fail.
    ///
    /// # Panics
    ///
    /// As [`ErrGroup::wait`].
    #[track_caller]
    pub fn wait(&self) -> Result<(), E> {
        self.wait_for_members();
        self.shared.first.lock().remade()
    }
}

impl<E: Send + 'static> Moved<E> {
    /// As [`ErrGroup::wait`], for an error that is not `Clone`: the first call gets the error itself. Of an `io::Error`, later
    /// calls get one that reads the same; any other error can be given once only. If the group has a context, whose cause
    /// the error is, that then gets one that reads the same.
    ///
    /// # Errors
    ///
    /// With the error of the member that was the first to fail.
    ///
    /// # Panics
    ///
    /// As [`ErrGroup::wait`]; and if the error has been given to an earlier call, or somebody has it as the cause of the
    /// context. Derive `Clone`, or have the group fail with an `Arc` of the error, where that may be.
    ///
    /// ```
    /// use std::io;
    ///
    /// let group = goroutines::sync::ErrGroup::<io::Error>::new();
    /// group.go(|| Err(io::Error::from(io::ErrorKind::NotFound)));
    /// assert_eq!(group.wait().unwrap_err().kind(), io::ErrorKind::NotFound);
    /// assert_eq!(group.wait().unwrap_err().kind(), io::ErrorKind::NotFound);
    /// ```
    #[track_caller]
    pub fn wait(&self) -> Result<(), E> {
        self.wait_for_members();
        self.shared.first.lock().moved()
    }

    #[track_caller]
    fn wait_for_members(&self) {
        self.shared.members.wait();
        if let Some(context) = &self.shared.context {
            context.cancel.cancel();
        }
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
    /// An empty group, and a context derived from `ctx` for its members: it is cancelled by the first error, which is its
    /// cause, by a panic, and when [`wait`](ErrGroup::wait) returns.
    ///
    /// The cause is the error itself, so that it can be asked what it is; of a text it is the text.
    ///
    /// ```
    /// use goroutines::context::Context;
    /// use goroutines::sync::ErrGroup;
    /// use std::num::ParseIntError;
    ///
    /// let (group, ctx) = ErrGroup::<ParseIntError>::with_context(&Context::background());
    /// group.go(|| "three".parse::<i32>().map(|_| ()));
    /// let waiting = ctx.clone();
    /// group.go(move || {
    ///     let _ = waiting.done().recv(); // until the other one fails
    ///     Ok(())
    /// });
    /// let error = group.wait().unwrap_err();
    /// assert_eq!(ctx.cause().unwrap().downcast_ref(), Some(&error));
    /// ```
    #[doc(alias = "WithContext")]
    pub fn with_context<M>(ctx: &Context) -> (ErrGroup<E>, Context)
    where
        E: GroupError<M>,
    {
        let (ctx, cancel) = ctx.with_cancel_cause();
        (ErrGroup::with(Some(GroupContext { cancel, hold: E::hold })), ctx)
    }

    fn with(context: Option<GroupContext<E>>) -> ErrGroup<E> {
        let state = SpinLock::new(State { limit: None, failed: false });
        let shared = Shared { members: Counter::new(), state, first: Mutex::new(First::None), context };
        ErrGroup(Remade(Moved { shared: Arc::new(shared) }))
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
        // Whatever becomes of the goroutine, it counts itself off.
        let member = scopeguard::guard((shared, permit), |(shared, permit)| {
            drop(permit);
            shared.members.add(-1);
        });
        started(builder.spawn_detached(move || {
            let (shared, _) = &*member;
            let ended = catch_unwind(AssertUnwindSafe(|| user_code::call(f).map_err(|error| shared.failure(error))));
            match ended {
                Ok(Ok(())) => {}
                Ok(Err(failure)) => shared.fail(failure),
                Err(payload) if payload.is::<Goexit>() => resume_unwind(payload),
                Err(payload) => {
                    unwound(&*payload);
                    shared.fail(Failure::of_panic(payload));
                }
            }
        }));
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
        let active = self.shared.members.count();
        let old = if active == 0 { replace(&mut state.limit, limit) } else { limit };
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

impl<E> Failure<E> {
    fn of_panic(payload: Box<dyn Any + Send>) -> Failure<E> {
        let message = Message::of(&*payload);
        let cause = Box::<dyn Error + Send + Sync>::from("a member of the group has panicked");
        Failure { first: First::Panic(Some(payload), message), cause: Some(CauseCell::new(Arc::from(cause))) }
    }
}

impl<E> Shared<E> {
    /// What is made of a member's error. A user's conversion may run.
    fn failure(&self, error: E) -> Failure<E> {
        match &self.context {
            None => Failure { first: First::Error(error), cause: None },
            Some(context) => {
                let held = (context.hold)(error);
                let cell = CauseCell::new(held.cause());
                Failure { first: First::Held(held, CauseLink(cell.clone())), cause: Some(cell) }
            }
        }
    }

    fn fail(&self, failure: Failure<E>) {
        if replace(&mut self.state.lock().failed, true) {
            return;
        }
        *self.first.lock() = failure.first;
        if let (Some(context), Some(cause)) = (&self.context, failure.cause) {
            context.cancel.cancel_for(cause);
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
        f.debug_struct("ErrGroup").field("active", &self.shared.members.count()).finish_non_exhaustive()
    }
}

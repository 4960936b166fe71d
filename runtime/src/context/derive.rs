//! Contexts that derive from another.

#![forbid(unsafe_code)]

use super::error::{Cause, cause_of};
use super::node::{Link, Node, What};
use super::scope::Scope;
use super::{CancelFunc, Context};
use crate::drive::timers;
use crate::task::current;
use crate::time::{ensure_callbacks, from_now};
use std::any::{Any, type_name};
use std::error::Error;
use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, Instant};

impl Context {
    /// A context that is done when it is cancelled, or this one is done. Go's `context.WithCancel`.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// let (ctx, cancel) = Context::background().with_cancel();
    /// let (child, cancel_child) = ctx.with_cancel();
    /// cancel_child.cancel();
    /// assert!(child.err().is_some() && ctx.err().is_none());
    /// cancel.cancel();
    /// ```
    #[must_use = "a context that is not cancelled keeps what waits for it; keep the handle"]
    pub fn with_cancel(&self) -> (Context, CancelFunc) {
        self.derive(What::Cancel, self.0.deadline)
    }

    /// The same as [`with_cancel`](Context::with_cancel): each handle may say why it cancels, with
    /// [`cancel_with`](CancelFunc::cancel_with). Go's `context.WithCancelCause`.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// let (ctx, cancel) = Context::background().with_cancel_cause();
    /// cancel.cancel_with(std::fmt::Error);
    /// assert!(ctx.cause().unwrap().is::<std::fmt::Error>());
    /// ```
    #[must_use = "a context that is not cancelled keeps what waits for it; keep the handle"]
    pub fn with_cancel_cause(&self) -> (Context, CancelFunc) {
        self.with_cancel()
    }

    /// A context that is also done when `timeout` has passed. Go's `context.WithTimeout`.
    ///
    /// The handle ends it earlier. Until it does, or the time has come, the context is kept.
    ///
    /// # Panics
    ///
    /// If the runtime cannot start, or the system refuses it the thread that looks at the clock.
    ///
    /// ```
    /// use goroutines::context::{Context, ContextError};
    /// use goroutines::time::Duration;
    ///
    /// let (ctx, _cancel) = Context::background().with_timeout(Duration::ZERO);
    /// assert_eq!(ctx.err(), Some(ContextError::DeadlineExceeded));
    /// ```
    #[must_use = "a context that is not cancelled keeps what waits for it; keep the handle"]
    #[track_caller]
    pub fn with_timeout(&self, timeout: Duration) -> (Context, CancelFunc) {
        self.until(from_now(timeout), None, Location::caller())
    }

    /// As [`with_timeout`](Context::with_timeout), with what is to be the [`cause`](Context::cause) if the time is what ends
    /// it. Go's `context.WithTimeoutCause`.
    ///
    /// # Panics
    ///
    /// As [`with_timeout`](Context::with_timeout).
    ///
    /// ```
    /// use goroutines::context::Context;
    /// use goroutines::time::Duration;
    ///
    /// let (ctx, _cancel) = Context::background().with_timeout_cause(Duration::ZERO, "the database is slow");
    /// assert_eq!(ctx.cause().unwrap().to_string(), "the database is slow");
    /// ```
    #[must_use = "a context that is not cancelled keeps what waits for it; keep the handle"]
    #[track_caller]
    pub fn with_timeout_cause(
        &self,
        timeout: Duration,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> (Context, CancelFunc) {
        self.until(from_now(timeout), Some(cause_of(cause)), Location::caller())
    }

    /// A context that is also done at `deadline`. If this one has an earlier deadline, that stays. Go's
    /// `context.WithDeadline`.
    ///
    /// # Panics
    ///
    /// As [`with_timeout`](Context::with_timeout).
    ///
    /// ```
    /// use goroutines::context::Context;
    /// use goroutines::time::{Duration, Instant};
    ///
    /// let soon = Instant::now() + Duration::from_secs(1);
    /// let (ctx, cancel) = Context::background().with_deadline(soon);
    /// let (later, _) = ctx.with_deadline(soon + Duration::from_secs(1));
    /// assert_eq!(later.deadline(), Some(soon));
    /// cancel.cancel();
    /// ```
    #[must_use = "a context that is not cancelled keeps what waits for it; keep the handle"]
    #[track_caller]
    pub fn with_deadline(&self, deadline: Instant) -> (Context, CancelFunc) {
        self.until(deadline, None, Location::caller())
    }

    /// As [`with_deadline`](Context::with_deadline), with what is to be the [`cause`](Context::cause) if the deadline is
    /// what ends it. Go's `context.WithDeadlineCause`.
    ///
    /// # Panics
    ///
    /// As [`with_timeout`](Context::with_timeout).
    ///
    /// ```
    /// use goroutines::context::Context;
    /// use goroutines::time::Instant;
    ///
    /// let (ctx, _cancel) = Context::background().with_deadline_cause(Instant::now(), "too late");
    /// assert_eq!(ctx.cause().unwrap().to_string(), "too late");
    /// ```
    #[must_use = "a context that is not cancelled keeps what waits for it; keep the handle"]
    #[track_caller]
    pub fn with_deadline_cause(
        &self,
        deadline: Instant,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> (Context, CancelFunc) {
        self.until(deadline, Some(cause_of(cause)), Location::caller())
    }

    #[track_caller]
    fn until(
        &self,
        deadline: Instant,
        cause: Option<Cause>,
        made_at: &'static Location<'static>,
    ) -> (Context, CancelFunc) {
        if self.0.deadline.is_some_and(|earlier| earlier <= deadline) {
            return self.with_cancel();
        }
        let (context, cancel) = self.derive(What::Deadline { cause, made_at }, Some(deadline));
        let node = cancel.node();
        if deadline <= current::now() {
            node.expire();
        } else if node.ended().is_none() {
            ensure_callbacks();
            if let Some(scope) = &node.scope {
                let _ = scope.timed.set(Arc::downgrade(node));
            }
            timers::arm(Arc::clone(node) as _, deadline);
            // A parent may have ended it before the timer could be stopped. Looked up under the tree's lock: whoever has taken
            // that lock before has ended it, and whoever takes it later sees `timed`.
            if node.scope.as_ref().is_some_and(|scope| scope.has_left()) {
                timers::disarm(&**node);
            }
        }
        (context, cancel)
    }

    fn derive(&self, what: What, deadline: Option<Instant>) -> (Context, CancelFunc) {
        let scope = Scope::new(self.0.scope.as_ref());
        let node = Node::new(&self.0, what, Some(scope), deadline);
        (Context(Link::Counted(Arc::clone(&node))), CancelFunc::new(node))
    }

    /// A context that also has a value. Values are told apart by their types, so give each its own. Go's
    /// `context.WithValue`.
    ///
    /// For what belongs to a request and passes through functions that do not care; not for arguments.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// struct RequestId(u64);
    ///
    /// let ctx = Context::background().with_value(RequestId(7));
    /// assert_eq!(ctx.value::<RequestId>().unwrap().0, 7);
    /// assert!(ctx.value::<u64>().is_none());
    /// ```
    #[must_use]
    pub fn with_value<T: Any + Send + Sync>(&self, value: T) -> Context {
        let what = What::Value { type_name: type_name::<T>(), value: Box::new(value) };
        Context(Link::Counted(Node::new(&self.0, what, self.0.scope.clone(), self.0.deadline)))
    }

    /// A context with the values of this one that goes on when this one is done: without its deadline, and never done by
    /// itself. Go's `context.WithoutCancel`.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// let (ctx, cancel) = Context::background().with_value("kept").with_cancel();
    /// let detached = ctx.without_cancel();
    /// cancel.cancel();
    /// assert!(detached.err().is_none());
    /// assert_eq!(detached.value(), Some(&"kept"));
    /// ```
    #[must_use]
    pub fn without_cancel(&self) -> Context {
        Context(Link::Counted(Node::new(&self.0, What::WithoutCancel, None, None)))
    }
}

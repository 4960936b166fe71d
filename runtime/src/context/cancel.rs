//! The handle that cancels a context.

#![forbid(unsafe_code)]

use super::error::{CauseCell, ContextError, cause_of};
use super::node::Node;
use std::error::Error;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

/// Cancels a context: Go's `CancelFunc` and `CancelCauseFunc`.
///
/// Clones cancel the same context. Dropping the handle cancels nothing, so that it may be given away or forgotten by the
/// way; [`drop_guard`](CancelFunc::drop_guard) gives a handle that does cancel when it is dropped.
///
/// Cancel a context when what it was made for is over, also if nothing has gone wrong: that ends its deadline and all
/// that waits for it.
///
/// ```
/// use goroutines::context::Context;
///
/// let (ctx, cancel) = Context::background().with_cancel();
/// assert!(ctx.err().is_none());
/// cancel.cancel();
/// assert!(ctx.err().is_some());
/// ```
#[derive(Clone)]
pub struct CancelFunc(Arc<Node>);

impl UnwindSafe for CancelFunc {}
impl RefUnwindSafe for CancelFunc {}

impl CancelFunc {
    pub(super) fn new(node: Arc<Node>) -> CancelFunc {
        CancelFunc(node)
    }

    pub(super) fn node(&self) -> &Arc<Node> {
        &self.0
    }

    /// Cancels the context and all that are derived from it. When this returns, all of them are done. The first
    /// cancellation counts: another one, or one after the deadline, changes nothing.
    ///
    /// It waits for nobody: goroutines that wait for the contexts, and functions of
    /// [`after_func`](super::Context::after_func), run afterwards.
    ///
    /// ```
    /// use goroutines::context::{Context, ContextError};
    ///
    /// let (parent, cancel) = Context::background().with_cancel();
    /// let (child, _) = parent.with_cancel();
    /// cancel.cancel();
    /// assert_eq!(child.err(), Some(ContextError::Canceled));
    /// ```
    pub fn cancel(&self) {
        self.0.end(ContextError::Canceled, None);
    }

    /// As [`cancel`](CancelFunc::cancel), and says why: [`Context::cause`](super::Context::cause) then gives `cause`. Go's
    /// `CancelCauseFunc`.
    ///
    /// ```
    /// use goroutines::context::{Context, ContextError};
    ///
    /// let (ctx, cancel) = Context::background().with_cancel_cause();
    /// cancel.cancel_with("the user has left");
    /// assert_eq!(ctx.err(), Some(ContextError::Canceled));
    /// assert_eq!(ctx.cause().unwrap().to_string(), "the user has left");
    /// ```
    pub fn cancel_with(&self, cause: impl Into<Box<dyn Error + Send + Sync>>) {
        self.0.end(ContextError::Canceled, Some(CauseCell::new(cause_of(cause))));
    }

    /// As [`cancel_with`](CancelFunc::cancel_with), with a cause that may be replaced.
    pub(crate) fn cancel_for(&self, cause: CauseCell) {
        self.0.end(ContextError::Canceled, Some(cause));
    }

    /// A handle that cancels the context when it is dropped: Go's `defer cancel()`.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// let (ctx, cancel) = Context::background().with_cancel();
    /// {
    ///     let _cancelled_on_return = cancel.drop_guard();
    ///     assert!(ctx.err().is_none());
    /// }
    /// assert!(ctx.err().is_some());
    /// ```
    pub fn drop_guard(self) -> CancelGuard {
        CancelGuard(Some(self))
    }
}

impl fmt::Debug for CancelFunc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CancelFunc({})", self.0)
    }
}

/// Cancels a context when it is dropped; see [`CancelFunc::drop_guard`].
#[must_use = "dropping the guard cancels the context; bind it to a name"]
pub struct CancelGuard(Option<CancelFunc>);

impl CancelGuard {
    /// Gives the handle back, without cancelling.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// let (ctx, cancel) = Context::background().with_cancel();
    /// let guard = cancel.drop_guard();
    /// let cancel = guard.disarm();
    /// assert!(ctx.err().is_none());
    /// cancel.cancel();
    /// ```
    pub fn disarm(mut self) -> CancelFunc {
        match self.0.take() {
            Some(cancel) => cancel,
            None => unreachable!("the handle is taken by this call or by drop"),
        }
    }
}

impl Drop for CancelGuard {
    fn drop(&mut self) {
        if let Some(cancel) = &self.0 {
            cancel.cancel();
        }
    }
}

impl fmt::Debug for CancelGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CancelGuard").field(&self.0).finish()
    }
}

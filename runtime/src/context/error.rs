//! Why a context is done.

#![forbid(unsafe_code)]

use crate::base::lock::SpinLock;
use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

/// Why a context is done: what Go's `ctx.Err()` gives.
///
/// ```
/// use goroutines::context::{Context, ContextError};
///
/// let (ctx, cancel) = Context::background().with_cancel();
/// cancel.cancel();
/// assert_eq!(ctx.err(), Some(ContextError::Canceled));
/// assert_eq!(ctx.err().unwrap().to_string(), "context canceled");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContextError {
    /// It was cancelled. Go's `context.Canceled`.
    Canceled,
    /// Its deadline has passed. Go's `context.DeadlineExceeded`.
    DeadlineExceeded,
}

impl ContextError {
    /// Whether it was the deadline: Go's `Timeout()`.
    ///
    /// ```
    /// use goroutines::context::ContextError;
    ///
    /// assert!(ContextError::DeadlineExceeded.is_timeout());
    /// assert!(!ContextError::Canceled.is_timeout());
    /// ```
    pub const fn is_timeout(self) -> bool {
        matches!(self, ContextError::DeadlineExceeded)
    }
}

impl fmt::Display for ContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            ContextError::Canceled => "context canceled",
            ContextError::DeadlineExceeded => "context deadline exceeded",
        })
    }
}

impl Error for ContextError {}

impl From<ContextError> for io::Error {
    /// A deadline is [`TimedOut`](io::ErrorKind::TimedOut), anything else is [`Other`](io::ErrorKind::Other): it is not
    /// `Interrupted`, after which callers would try again.
    fn from(error: ContextError) -> io::Error {
        let kind = if error.is_timeout() { io::ErrorKind::TimedOut } else { io::ErrorKind::Other };
        io::Error::new(kind, error)
    }
}

/// What has caused a context to be done, in more detail than its [`ContextError`]: see
/// [`CancelFunc::cancel_with`](super::CancelFunc::cancel_with). It is an error itself, and `downcast_ref` tells which.
pub type Cause = Arc<dyn Error + Send + Sync>;

/// What a cause can be made of: any error, or a text.
pub(super) fn cause_of(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Cause {
    // The cause of another context, handed on, stays what it is.
    match cause.into().downcast::<Cause>() {
        Ok(cause) => *cause,
        Err(other) => Arc::from(other),
    }
}

/// A cause that may be given to somebody who needs it alone; then another one says what it has said. Clones are the same
/// place.
#[derive(Clone)]
pub(crate) struct CauseCell(Arc<SpinLock<Cause>>);

impl CauseCell {
    pub(crate) fn new(cause: Cause) -> CauseCell {
        CauseCell(Arc::new(SpinLock::new(cause)))
    }

    fn get(&self) -> Cause {
        Arc::clone(&self.0.lock())
    }

    /// Puts another cause in its place.
    pub(crate) fn replace(&self, cause: Cause) -> Cause {
        std::mem::replace(&mut *self.0.lock(), cause)
    }
}

/// How a context has ended.
#[derive(Clone)]
pub(super) struct Ended {
    pub(super) error: ContextError,
    /// `None`: the error itself.
    pub(super) cause: Option<CauseCell>,
}

impl Ended {
    pub(super) fn cause(&self) -> Cause {
        self.cause.as_ref().map_or_else(|| Arc::new(self.error) as Cause, CauseCell::get)
    }
}

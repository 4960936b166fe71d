//! Go's `context`: telling goroutines that their work is not wanted any more.
//!
//! A [`Context`] goes down the calls and into the goroutines of one piece of work, as an argument. Who has started the work
//! cancels it, or gives it a deadline; who does it looks at [`done`](Context::done) wherever it waits. Contexts derive from
//! one another: cancelling one cancels all that are derived from it, and none that it is derived from.
//!
//! ```
//! use goroutines::context::Context;
//! use goroutines::{Receiver, chan, go, select};
//!
//! fn first(ctx: &Context, answers: &Receiver<i32>) -> Option<i32> {
//!     select! {
//!         answer = <-answers => answer.ok(),
//!         <-ctx.done() => None,
//!     }
//! }
//!
//! let (ctx, cancel) = Context::background().with_cancel();
//! let (_tx, rx) = chan(0);
//! let handle = go!(|| first(&ctx, &rx));
//! cancel.cancel();
//! assert_eq!(handle.join().unwrap(), None);
//! ```

#![forbid(unsafe_code)]

mod arena;
mod cancel;
mod derive;
mod error;
mod function;
mod node;
mod scope;

pub use cancel::{CancelFunc, CancelGuard};
pub(crate) use error::CauseCell;
pub use error::{Cause, ContextError};
pub use function::AfterFunc;

use crate::chan::Receiver;
use crate::chan::arm::ReceiverArm;
use crate::channel::RecvError;
use crate::select::operand::Receive;
use function::Function;
use node::{Link, Node, What};
use std::any::Any;
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::time::Instant;

/// What a piece of work is told from outside: that it is cancelled, how long it has, and values that belong to it. Go's
/// `context.Context`.
///
/// Clones are the same context.
///
/// ```
/// use goroutines::context::{Context, ContextError};
/// use goroutines::time::Duration;
///
/// let (ctx, cancel) = Context::background().with_timeout(Duration::from_millis(1));
/// let _ = ctx.done().recv();
/// assert_eq!(ctx.err(), Some(ContextError::DeadlineExceeded));
/// cancel.cancel();
/// ```
#[derive(Clone)]
pub struct Context(Link);

impl UnwindSafe for Context {}
impl RefUnwindSafe for Context {}

/// The channel of a context that is never done.
static NEVER: Receiver<()> = Receiver::of_nothing();

impl Context {
    /// The context that all others derive from: never done, without values or a deadline. Go's `context.Background()`.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// assert!(Context::background().err().is_none());
    /// ```
    pub fn background() -> Context {
        static BACKGROUND: Node = Node::root(What::Background);
        Context(Link::Root(&BACKGROUND))
    }

    /// As [`background`](Context::background), where it is not clear yet which context will be the right one. Go's
    /// `context.TODO()`.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// assert_eq!(Context::todo().to_string(), "context.TODO");
    /// ```
    pub fn todo() -> Context {
        static TODO: Node = Node::root(What::Todo);
        Context(Link::Root(&TODO))
    }

    /// The value of that type that was added last. Go's `ctx.Value`.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// let ctx = Context::background().with_value("outer").with_value("inner");
    /// assert_eq!(ctx.value(), Some(&"inner"));
    /// ```
    pub fn value<T: Any>(&self) -> Option<&T> {
        self.0.chain().find_map(|node| match &node.what {
            What::Value { value, .. } => value.downcast_ref(),
            _ => None,
        })
    }

    /// A channel that is closed when the context is done: receiving from it then gives an `Err` at once. That of a
    /// context that is never done is never ready. Go's `ctx.Done()`.
    ///
    /// In a `select!` the context itself may stand in its place: `<-ctx`.
    ///
    /// ```
    /// use goroutines::context::Context;
    /// use goroutines::select;
    ///
    /// let (ctx, cancel) = Context::background().with_cancel();
    /// select! {
    ///     <-ctx.done() => unreachable!(),
    ///     default => (),
    /// }
    /// cancel.cancel();
    /// assert!(ctx.done().recv().is_err());
    /// select! { _ = <-ctx => () }
    /// ```
    #[inline]
    pub fn done(&self) -> &Receiver<()> {
        self.0.scope.as_ref().map_or(&NEVER, |scope| scope.done())
    }

    /// Why the context is done; `None` while it is not. Once set it never changes. Go's `ctx.Err()`.
    ///
    /// ```
    /// use goroutines::context::{Context, ContextError};
    ///
    /// fn step(ctx: &Context) -> Result<(), ContextError> {
    ///     ctx.err().map_or(Ok(()), Err)
    /// }
    ///
    /// assert!(step(&Context::background()).is_ok());
    /// ```
    #[inline]
    pub fn err(&self) -> Option<ContextError> {
        self.0.ended().map(|ended| ended.error)
    }

    /// What has caused the context to be done: what [`cancel_with`](CancelFunc::cancel_with) was given, for this
    /// context or one that it derives from, and the [`ContextError`] if nothing was. Go's `context.Cause`.
    ///
    /// ```
    /// use goroutines::context::{Context, ContextError};
    ///
    /// let (ctx, cancel) = Context::background().with_cancel();
    /// assert!(ctx.cause().is_none());
    /// cancel.cancel();
    /// let cause = ctx.cause().unwrap();
    /// assert_eq!(cause.downcast_ref(), Some(&ContextError::Canceled));
    /// ```
    pub fn cause(&self) -> Option<Cause> {
        Some(self.0.ended()?.cause())
    }

    /// When the context will be done at the latest, if there is such a time. Go's `ctx.Deadline()`.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// assert!(Context::background().deadline().is_none());
    /// ```
    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    /// Calls `f` in a goroutine of its own once the context is done; at once if it is. The handle's
    /// [`stop`](AfterFunc::stop) keeps it from being called. Go's `context.AfterFunc`.
    ///
    /// A function that holds the context it waits for keeps it, until it is called or stopped.
    ///
    /// # Panics
    ///
    /// If the context is done and the runtime cannot start.
    ///
    /// ```
    /// use goroutines::chan;
    /// use goroutines::context::Context;
    ///
    /// let (tx, rx) = chan(1);
    /// let (ctx, cancel) = Context::background().with_cancel();
    /// ctx.after_func(move || tx.send("cleaned up").unwrap());
    /// cancel.cancel();
    /// assert_eq!(rx.recv(), Ok("cleaned up"));
    /// ```
    #[doc(alias = "AfterFunc")]
    #[track_caller]
    pub fn after_func(&self, f: impl FnOnce() + Send + 'static) -> AfterFunc {
        AfterFunc::new(Function::new(f), self.0.scope.clone())
    }
}

#[diagnostic::do_not_recommend]
impl Receive for Context {
    type Output = Result<(), RecvError>;
    type Arm<'a> = ReceiverArm<'a, ()>;

    #[track_caller]
    fn receive_arm(&self) -> ReceiverArm<'_, ()> {
        self.done().receiving(Location::caller())
    }
}

/// The names of the chain, as Go prints them: `context.Background.WithCancel.WithValue(my::RequestId)`.
impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.0, f)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.0, f)
    }
}

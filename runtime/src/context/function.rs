//! `Context::after_func`: a function that is called when a context is done.

#![forbid(unsafe_code)]

use super::scope::{Place, Scope};
use crate::base::lock::SpinLock;
use crate::base::user_code;
use crate::go::spawn;
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

/// A function that waits. Whoever takes it out calls it, or has kept it from being called.
pub(super) struct Function {
    f: SpinLock<Option<Box<dyn FnOnce() + Send>>>,
    /// Where in the scope's tree it is.
    pub(super) place: Place,
    made_at: &'static Location<'static>,
}

impl Function {
    #[track_caller]
    pub(super) fn new(f: impl FnOnce() + Send + 'static) -> Arc<Function> {
        let f = SpinLock::new(Some(Box::new(|| user_code::call(f)) as Box<_>));
        Arc::new(Function { f, place: Place::nowhere(), made_at: Location::caller() })
    }

    /// Calls it in a goroutine of its own, if nobody has taken it.
    pub(super) fn start(&self) {
        let f = self.f.lock().take();
        if let Some(f) = f {
            spawn::spawn_detached(self.made_at, f);
        }
    }
}

/// A handle to a function that is called when a context is done; see
/// [`Context::after_func`](super::Context::after_func). Dropping it changes nothing.
pub struct AfterFunc {
    function: Arc<Function>,
    /// Where it was entered; `None` for a context that is never done.
    scope: Option<Arc<Scope>>,
}

impl UnwindSafe for AfterFunc {}
impl RefUnwindSafe for AfterFunc {}

impl AfterFunc {
    pub(super) fn new(function: Arc<Function>, scope: Option<Arc<Scope>>) -> AfterFunc {
        if let Some(scope) = &scope {
            scope.enter(&function);
        }
        AfterFunc { function, scope }
    }

    /// Keeps the function from being called. True if this call did; false if its goroutine has been started, which is not
    /// waited for, or the function was stopped before. What Go's `context.AfterFunc` returns.
    ///
    /// ```
    /// use goroutines::context::Context;
    ///
    /// let (ctx, cancel) = Context::background().with_cancel();
    /// let handle = ctx.after_func(|| panic!("it is not called"));
    /// assert!(handle.stop());
    /// assert!(!handle.stop());
    /// cancel.cancel();
    /// ```
    pub fn stop(&self) -> bool {
        if let Some(scope) = &self.scope {
            scope.withdraw(&self.function);
        }
        let f = self.function.f.lock().take();
        f.is_some()
    }
}

impl fmt::Debug for AfterFunc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("AfterFunc { .. }")
    }
}

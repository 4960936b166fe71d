//! Values that each goroutine has of its own.
//!
//! A goroutine's values are dropped when its closure has returned or unwound, on its own stack and before anybody
//! learns of its end: so their destructors may do all that the goroutine could, and who joins it finds them dropped. As
//! with std's thread-locals the youngest goes first, a destructor may still use others, also new ones, and one that is
//! gone does not come back.

#![forbid(unsafe_code)]

use crate::task::current;
use crate::task::locals::{Locals, Value};
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::thread;

thread_local! {
    /// Those of a plain thread, which are dropped with std's.
    static OF_THREAD: Locals = Locals::default();
}

/// A value that each goroutine has of its own: std's `LocalKey`. [`goroutine_local!`](crate::goroutine_local) makes
/// one.
///
/// Several goroutines share a thread, and so its thread-locals; these they do not share. A goroutine's value is made
/// when it first asks for it, and dropped when it ends, before its `join` returns. Its destructor may do what the
/// goroutine could: wait, send, start others. The value need not be `Send`, because a goroutine stays on its thread.
///
/// A plain thread has a value of its own as well. What runs in [`blocking`](crate::blocking) runs on such a thread.
///
/// ```
/// use goroutines::{go, goroutine_local};
/// use std::cell::Cell;
///
/// goroutine_local! {
///     static REQUESTS: Cell<u32> = Cell::new(0);
/// }
///
/// let handles: Vec<_> = (1..=3)
///     .map(|n| {
///         go!(|n| {
///             for _ in 0..n {
///                 REQUESTS.set(REQUESTS.get() + 1);
///                 goroutines::yield_now();
///             }
///             REQUESTS.get()
///         })
///     })
///     .collect();
/// let counts: Vec<u32> = handles.into_iter().map(|handle| handle.join().unwrap()).collect();
/// assert_eq!(counts, [1, 2, 3]);
/// ```
#[doc(alias = "LocalKey")]
pub struct GoroutineLocal<T: 'static> {
    start: fn() -> T,
}

/// A goroutine-local value has been asked for that is being dropped, or has been: std's `AccessError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessError;

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the goroutine-local value is being dropped, or has been")
    }
}

impl Error for AccessError {}

/// Shows the place of the caller's local values, and the caller's number in it.
fn place<R>(visit: impl FnOnce(&Locals, u64) -> R) -> Result<R, AccessError> {
    if let Some(local) = current::local()
        && let Some(id) = local.with_running(|task| task.id)
    {
        return Ok(visit(&local.locals, id));
    }
    OF_THREAD.try_with(|locals| visit(locals, 0)).map_err(|_| AccessError)
}

/// Forgets a value whose initialiser has panicked.
struct Attempt(usize);

impl Drop for Attempt {
    fn drop(&mut self) {
        let _ = place(|locals, id| locals.set(id, self.0, None));
    }
}

impl<T: 'static> GoroutineLocal<T> {
    /// A key whose values begin as what `start` returns.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(start: fn() -> T) -> GoroutineLocal<T> {
        GoroutineLocal { start }
    }

    /// Shows the caller's value to `f`. The first call makes the value.
    ///
    /// # Panics
    ///
    /// If the value is being dropped or has been, or if its initialiser asks for it.
    ///
    /// ```
    /// use goroutines::goroutine_local;
    ///
    /// goroutine_local! {
    ///     static NAME: String = format!("of {}", goroutines::runtime::current());
    /// }
    ///
    /// let handle = goroutines::spawn(|| NAME.with(|name| name.len()));
    /// assert!(handle.join().unwrap() > "of goroutine ".len());
    /// ```
    #[track_caller]
    pub fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        f(&*self.expect_value())
    }

    /// As [`with`](GoroutineLocal::with), for a destructor that may come too late.
    ///
    /// # Errors
    ///
    /// If the value is being dropped, or has been.
    ///
    /// # Panics
    ///
    /// If the value's initialiser asks for it.
    ///
    /// ```
    /// goroutines::goroutine_local!(static DEPTH: u32 = 7);
    ///
    /// assert_eq!(DEPTH.try_with(|depth| *depth), Ok(7));
    /// ```
    #[track_caller]
    pub fn try_with<R>(&'static self, f: impl FnOnce(&T) -> R) -> Result<R, AccessError> {
        Ok(f(&*self.value()?))
    }

    #[track_caller]
    fn expect_value(&'static self) -> Rc<T> {
        match self.value() {
            Ok(value) => value,
            Err(error) => panic!("{error}"),
        }
    }

    #[track_caller]
    fn value(&'static self) -> Result<Rc<T>, AccessError> {
        let key = std::ptr::from_ref(self).addr();
        match place(|locals, id| locals.get(id, key))? {
            Some(Value::Alive(value)) => match value.downcast() {
                Ok(value) => Ok(value),
                Err(_) => unreachable!("a key has values of one type"),
            },
            Some(Value::Gone) => Err(AccessError),
            Some(Value::Starting) => panic!("the initial value of a goroutine-local needs the value itself"),
            None => {
                place(|locals, id| locals.set(id, key, Some(Value::Starting)))?;
                if let Some(local) = current::local() {
                    local.with_running(|task| task.has_locals.set(true));
                }
                let attempt = Attempt(key);
                let value = Rc::new((self.start)());
                std::mem::forget(attempt);
                let alive: Rc<T> = Rc::clone(&value);
                place(|locals, id| locals.set(id, key, Some(Value::Alive(alive))))?;
                Ok(value)
            }
        }
    }
}

impl<T: 'static> GoroutineLocal<Cell<T>> {
    /// Sets the caller's value.
    ///
    /// # Panics
    ///
    /// As [`with`](GoroutineLocal::with); so do all the following.
    ///
    /// ```
    /// goroutines::goroutine_local!(static STEP: std::cell::Cell<u32> = std::cell::Cell::new(1));
    ///
    /// STEP.set(5);
    /// assert_eq!((STEP.get(), STEP.take(), STEP.replace(2)), (5, 5, 0));
    /// ```
    #[track_caller]
    pub fn set(&'static self, value: T) {
        self.with(|cell| cell.set(value));
    }

    /// A copy of the caller's value.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes the caller's value and leaves the default one.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Sets the caller's value and returns the one before.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> GoroutineLocal<RefCell<T>> {
    /// Shows the caller's value to `f`.
    ///
    /// # Panics
    ///
    /// As [`with`](GoroutineLocal::with), and if the value is mutably borrowed.
    ///
    /// ```
    /// use std::cell::RefCell;
    ///
    /// goroutines::goroutine_local!(static PATH: RefCell<Vec<&'static str>> = RefCell::new(Vec::new()));
    ///
    /// PATH.with_borrow_mut(|path| path.push("root"));
    /// assert_eq!(PATH.with_borrow(Vec::len), 1);
    /// assert_eq!(PATH.replace(vec![]), ["root"]);
    /// PATH.set(vec!["leaf"]);
    /// assert_eq!(PATH.take(), ["leaf"]);
    /// ```
    #[track_caller]
    pub fn with_borrow<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        f(&self.expect_value().borrow())
    }

    /// Lets `f` change the caller's value.
    ///
    /// # Panics
    ///
    /// As [`with`](GoroutineLocal::with), and if the value is borrowed; so do all the following.
    #[track_caller]
    pub fn with_borrow_mut<R>(&'static self, f: impl FnOnce(&mut T) -> R) -> R {
        f(&mut self.expect_value().borrow_mut())
    }

    /// Sets the caller's value.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        drop(self.replace(value));
    }

    /// Takes the caller's value and leaves the default one.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.expect_value().replace(T::default())
    }

    /// Sets the caller's value and returns the one before.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.expect_value().replace(value)
    }
}

impl<T: 'static> fmt::Debug for GoroutineLocal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GoroutineLocal").finish_non_exhaustive()
    }
}

/// Drops the running goroutine's values. If a destructor panics, that is how the goroutine has ended.
#[cold]
pub(super) fn drop_all<T>(mut result: thread::Result<T>) -> thread::Result<T> {
    while let Ok(Some(value)) = place(Locals::take_youngest) {
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(value)));
        let Err(payload) = dropped else { continue };
        let unwanted = match result {
            Ok(_) => std::mem::replace(&mut result, Err(payload)),
            // The first panic counts.
            Err(_) => Err(payload),
        };
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(unwanted))) {
            std::mem::forget(payload);
        }
    }
    result
}

/// Declares values that each goroutine has of its own: the goroutine's `thread_local!`, with the same syntax. See
/// [`GoroutineLocal`].
///
/// ```
/// use goroutines::goroutine_local;
/// use std::cell::{Cell, RefCell};
///
/// goroutine_local! {
///     /// How deep the recursion is.
///     static DEPTH: Cell<usize> = const { Cell::new(0) };
///     pub static TRACE: RefCell<Vec<String>> = RefCell::new(Vec::new());
/// }
///
/// DEPTH.set(1);
/// let handle = goroutines::spawn(|| DEPTH.get());
/// assert_eq!(handle.join().unwrap(), 0, "another goroutine has another");
/// assert_eq!(DEPTH.get(), 1);
/// ```
#[macro_export]
macro_rules! goroutine_local {
    () => {};
    ($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = $start:expr $(; $($rest:tt)*)?) => {
        $(#[$attribute])*
        $visibility static $name: $crate::GoroutineLocal<$type> = $crate::GoroutineLocal::new(|| $start);
        $($crate::goroutine_local! { $($rest)* })?
    };
}

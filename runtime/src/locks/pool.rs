//! Go's `sync.Pool`: values that are expensive to make, to be used again.
//!
//! A shelf for each of a few workers, so that goroutines of different workers rarely meet; whoever finds his own empty looks
//! at the others' before he makes a new value. A shelf keeps a limited number: what does not fit is dropped, so the pool
//! does not grow without bound. (Go's empties its pools at garbage collections, which there are none of here.)
//!
//! A started goroutine stays on its worker, so what it puts back it finds again.

#![forbid(unsafe_code)]

use crate::base::drops::drop_each;
use crate::base::lock::SpinLock;
use crate::task::current;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};

/// Workers beyond so many share shelves.
const SHELVES: usize = 8;

/// Values that a shelf keeps.
const MOST: usize = 64;

/// Values to be used again instead of being made anew: Go's `sync.Pool`.
///
/// [`get`](Pool::get) gives a guard that puts the value back when it is dropped, as it is: whoever needs it empty empties it.
/// The pool may drop values that are not in use at any time.
///
/// ```
/// use goroutines::sync::Pool;
///
/// static BUFFERS: Pool<Vec<u8>> = Pool::new(Vec::new);
///
/// let mut buffer = BUFFERS.get();
/// buffer.clear();
/// buffer.extend_from_slice(b"hello");
/// ```
pub struct Pool<T, F = fn() -> T> {
    make: F,
    shelves: Shelves<T>,
}

struct Shelves<T>([SpinLock<Vec<T>>; SHELVES]);

impl<T> Drop for Shelves<T> {
    fn drop(&mut self) {
        drop_each(self.0.each_mut().map(|shelf| std::mem::take(&mut *shelf.lock())).into_iter().flatten());
    }
}

impl<T, F> UnwindSafe for Pool<T, F> {}
impl<T, F> RefUnwindSafe for Pool<T, F> {}

impl<T, F: Fn() -> T> Pool<T, F> {
    /// An empty pool, whose values `make` makes. It may stand in a static.
    ///
    /// ```
    /// let pool = goroutines::sync::Pool::new(|| String::from("new"));
    /// assert_eq!(*pool.get(), "new");
    /// ```
    #[cfg(not(goroutines_loom))]
    pub const fn new(make: F) -> Self {
        Pool { make, shelves: Shelves([const { SpinLock::new(Vec::new()) }; SHELVES]) }
    }

    /// An empty pool, whose values `make` makes.
    #[cfg(goroutines_loom)]
    pub fn new(make: F) -> Self {
        Pool { make, shelves: Shelves(std::array::from_fn(|_| SpinLock::new(Vec::new()))) }
    }

    /// A value that was put back, the last one on this worker if there is one, or a new one.
    ///
    /// ```
    /// let pool = goroutines::sync::Pool::new(|| 0);
    /// *pool.get() = 5;
    /// assert_eq!(*pool.get(), 5); // the same value
    /// ```
    #[doc(alias = "Get")]
    pub fn get(&self) -> Pooled<'_, T, F> {
        let own = self.own();
        let found = (0..SHELVES).find_map(|shelf| self.shelves.0[(own + shelf) % SHELVES].lock().pop());
        Pooled { pool: self, value: Some(found.unwrap_or_else(&self.make)) }
    }

    /// Puts a value into the pool that was not got from it, or was taken out of its guard. Go's `Put`.
    ///
    /// ```
    /// let pool = goroutines::sync::Pool::new(|| 0);
    /// pool.put(9);
    /// assert_eq!(*pool.get(), 9);
    /// ```
    #[doc(alias = "Put")]
    pub fn put(&self, value: T) {
        let mut shelf = self.shelves.0[self.own()].lock();
        if shelf.len() < MOST {
            shelf.push(value);
        } else {
            drop(shelf);
            drop(value);
        }
    }

    fn own(&self) -> usize {
        current::local().map_or(0, |local| local.home.index % SHELVES)
    }
}

impl<T, F> fmt::Debug for Pool<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

/// A value of a [`Pool`], which goes back when this is dropped.
pub struct Pooled<'a, T, F: Fn() -> T = fn() -> T> {
    pool: &'a Pool<T, F>,
    /// There until it is taken out or goes back.
    value: Option<T>,
}

impl<T, F: Fn() -> T> UnwindSafe for Pooled<'_, T, F> {}
impl<T, F: Fn() -> T> RefUnwindSafe for Pooled<'_, T, F> {}

impl<T, F: Fn() -> T> Pooled<'_, T, F> {
    /// Takes the value out: it does not go back.
    ///
    /// ```
    /// use goroutines::sync::{Pool, Pooled};
    ///
    /// let pool = Pool::new(String::new);
    /// let text: String = Pooled::into_inner(pool.get());
    /// ```
    pub fn into_inner(mut pooled: Self) -> T {
        match pooled.value.take() {
            Some(value) => value,
            None => unreachable!("the value is there until the guard is dropped"),
        }
    }
}

impl<T, F: Fn() -> T> Deref for Pooled<'_, T, F> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.value {
            Some(value) => value,
            None => unreachable!("the value is there until the guard is dropped"),
        }
    }
}

impl<T, F: Fn() -> T> DerefMut for Pooled<'_, T, F> {
    fn deref_mut(&mut self) -> &mut T {
        match &mut self.value {
            Some(value) => value,
            None => unreachable!("the value is there until the guard is dropped"),
        }
    }
}

impl<T, F: Fn() -> T> Drop for Pooled<'_, T, F> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            self.pool.put(value);
        }
    }
}

impl<T: fmt::Debug, F: Fn() -> T> fmt::Debug for Pooled<'_, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

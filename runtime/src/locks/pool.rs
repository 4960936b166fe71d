//! Go's `sync.Pool`: values that are expensive to make, to be used again.
//!
//! A shelf for each of a few workers, so that goroutines of different workers rarely meet; whoever finds his own empty looks
//! at the others' before he makes a new value. A shelf keeps a page of values: what does not fit is dropped, so the pool
//! does not grow without bound. (Go's empties its pools at garbage collections, which there are none of here.)
//!
//! A started goroutine stays on its worker, so what it puts back it finds again.
//!
//! A shelf stands on cache lines of its own: with several on one, two workers that put and get cost one another 80 ns each
//! time, and 12 without. A shelf that was left empty says so by its lock's hint, and is not locked to be found empty.
//!
//! Rejected: a place beside the shelf that only its worker touches, without atomics, as Go has. Others would not find what
//! lies there, and would make a new value although one is free.

#![forbid(unsafe_code)]

use crate::base::drops::drop_each;
use crate::base::lock::SpinLock;
use crate::task::current;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};

/// Workers beyond so many share shelves.
const SHELVES: usize = 8;

/// What a shelf keeps, in bytes, without what the values own elsewhere; and how many values at least.
const BYTES: usize = 4096;
const VALUES: usize = 64;

/// The hint of a shelf that was left empty.
const EMPTY: u8 = 2;

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

struct Shelves<T>([Shelf<T>; SHELVES]);

#[repr(align(128))]
struct Shelf<T>(SpinLock<Vec<T>>);

impl<T> Shelf<T> {
    const MOST: usize = {
        let size = if size_of::<T>() == 0 { 1 } else { size_of::<T>() };
        if BYTES / size > VALUES { BYTES / size } else { VALUES }
    };

    #[cfg(not(goroutines_loom))]
    const fn new() -> Shelf<T> {
        Shelf(SpinLock::new(Vec::new()))
    }

    #[cfg(goroutines_loom)]
    fn new() -> Shelf<T> {
        Shelf(SpinLock::new(Vec::new()))
    }

    #[inline]
    fn take(&self) -> Option<T> {
        if self.0.hints_at(EMPTY) {
            return None;
        }
        let mut values = self.0.lock();
        let value = values.pop();
        let hint = if values.is_empty() { EMPTY } else { 0 };
        values.release(hint);
        value
    }

    /// Keeps the value, or gives it back because the shelf is full.
    #[inline]
    fn put(&self, value: T) -> Result<(), T> {
        let mut values = self.0.lock();
        if values.len() == values.capacity() {
            drop(values);
            return self.put_slowly(value);
        }
        values.push(value);
        Ok(())
    }

    /// Makes the shelf longer, without holding its lock meanwhile.
    #[cold]
    fn put_slowly(&self, value: T) -> Result<(), T> {
        loop {
            let mut values = self.0.lock();
            let (length, capacity) = (values.len(), values.capacity());
            if length < capacity {
                values.push(value);
                return Ok(());
            }
            drop(values);
            if length >= Self::MOST {
                return Err(value);
            }
            let mut longer = Vec::with_capacity((2 * length).clamp(8, Self::MOST));
            values = self.0.lock();
            if values.len() < longer.capacity() {
                longer.append(&mut values);
                std::mem::swap(&mut *values, &mut longer);
            }
            drop(values);
        }
    }
}

impl<T> Drop for Shelves<T> {
    fn drop(&mut self) {
        drop_each(self.0.each_mut().map(|shelf| std::mem::take(&mut *shelf.0.lock())).into_iter().flatten());
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
        Pool { make, shelves: Shelves([const { Shelf::new() }; SHELVES]) }
    }

    /// An empty pool, whose values `make` makes.
    #[cfg(goroutines_loom)]
    pub fn new(make: F) -> Self {
        Pool { make, shelves: Shelves(std::array::from_fn(|_| Shelf::new())) }
    }

    /// A value that was put back, the last one on this worker if there is one, or a new one.
    ///
    /// ```
    /// let pool = goroutines::sync::Pool::new(|| 0);
    /// *pool.get() = 5;
    /// assert_eq!(*pool.get(), 5); // the same value
    /// ```
    #[doc(alias = "Get")]
    #[inline]
    pub fn get(&self) -> Pooled<'_, T, F> {
        let own = own();
        let value = self.shelves.0[own].take().unwrap_or_else(|| self.get_elsewhere(own));
        Pooled { pool: self, value: Some(value) }
    }

    #[cold]
    fn get_elsewhere(&self, own: usize) -> T {
        (1..SHELVES).find_map(|shelf| self.shelves.0[(own + shelf) % SHELVES].take()).unwrap_or_else(&self.make)
    }

    /// Puts a value into the pool that was not got from it, or was taken out of its guard. Go's `Put`.
    ///
    /// ```
    /// let pool = goroutines::sync::Pool::new(|| 0);
    /// pool.put(9);
    /// assert_eq!(*pool.get(), 9);
    /// ```
    #[doc(alias = "Put")]
    #[inline]
    pub fn put(&self, value: T) {
        // What does not fit is dropped here, without the lock.
        let _ = self.shelves.0[own()].put(value);
    }
}

/// The shelf of this worker; a plain thread has the first.
#[inline]
fn own() -> usize {
    current::local().map_or(0, |local| local.home.index % SHELVES)
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

    #[inline]
    fn deref(&self) -> &T {
        match &self.value {
            Some(value) => value,
            None => unreachable!("the value is there until the guard is dropped"),
        }
    }
}

impl<T, F: Fn() -> T> DerefMut for Pooled<'_, T, F> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        match &mut self.value {
            Some(value) => value,
            None => unreachable!("the value is there until the guard is dropped"),
        }
    }
}

impl<T, F: Fn() -> T> Drop for Pooled<'_, T, F> {
    #[inline]
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

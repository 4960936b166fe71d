//! `x/sync`'s weighted semaphore. Who has its permits and who waits for some, [`permits`](super::permits) knows.

#![forbid(unsafe_code)]

use super::permits::{Asked, Permits};
use crate::context::{Context, ContextError};
use crate::select::expanded::{receive_arm, select};
use crate::task::reason::Reason;
use crate::wait::checkpoint::checkpoint;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

/// So many permits, and those who have to wait for them: Go's `semaphore.Weighted` of `x/sync`.
///
/// Who waits is served first come, first served, also if he asks for more than is free. Clones are the same semaphore, and
/// a [`Permit`] may go into a goroutine.
///
/// ```
/// use goroutines::prelude::*;
/// use goroutines::sync::Semaphore;
///
/// let (at_a_time, wg) = (Semaphore::new(3), WaitGroup::new());
/// for page in 0..10 {
///     let permit = at_a_time.acquire();
///     wg.go(move || {
///         let _permit = permit; // released when the goroutine ends
///         println!("fetching page {page}");
///     });
/// }
/// wg.wait();
/// ```
#[doc(alias = "Weighted")]
#[derive(Clone)]
pub struct Semaphore {
    permits: Arc<Permits>,
}

impl UnwindSafe for Semaphore {}
impl RefUnwindSafe for Semaphore {}

#[cold]
#[track_caller]
fn released_more_than_held() -> ! {
    panic!("semaphore: released more than held")
}

impl Semaphore {
    /// A semaphore with `permits` permits, but at most half of `usize::MAX`.
    ///
    /// ```
    /// assert_eq!(goroutines::sync::Semaphore::new(3).available_permits(), 3);
    /// ```
    #[doc(alias = "NewWeighted")]
    pub fn new(permits: usize) -> Semaphore {
        Semaphore { permits: Arc::new(Permits::new(permits)) }
    }

    /// Waits for a permit. It is released when it is dropped.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(1);
    /// let permit = semaphore.acquire();
    /// assert!(semaphore.try_acquire().is_none());
    /// drop(permit);
    /// assert!(semaphore.try_acquire().is_some());
    /// ```
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> Permit {
        self.acquire_many(1)
    }

    /// Waits for `n` permits at once. Go's `Acquire`, without a context.
    ///
    /// More than there are at all is never granted: that waits for ever, but holds up nobody else.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(5);
    /// let large = semaphore.acquire_many(3);
    /// assert_eq!(semaphore.available_permits(), 2);
    /// ```
    #[inline]
    #[doc(alias = "Acquire")]
    #[track_caller]
    pub fn acquire_many(&self, n: usize) -> Permit {
        self.acquire_at(n, Site { reason: Reason::Semaphore, location: Location::caller() })
    }

    #[inline]
    pub(super) fn acquire_at(&self, n: usize, site: Site) -> Permit {
        checkpoint();
        if !self.permits.take(n) && !self.permits.wait_for(n, site) {
            sleep_until(None, site);
        }
        self.permit(n)
    }

    /// Waits for `n` permits at once, or until the context is done. Go's `Acquire`.
    ///
    /// # Errors
    ///
    /// If the context is done, even if the permits are there.
    ///
    /// ```
    /// use goroutines::context::{Context, ContextError};
    /// use goroutines::sync::Semaphore;
    ///
    /// let (ctx, cancel) = Context::background().with_cancel();
    /// let semaphore = Semaphore::new(1);
    /// assert!(semaphore.acquire_with(&ctx, 1).is_ok());
    /// cancel.cancel();
    /// assert_eq!(semaphore.acquire_with(&ctx, 1).unwrap_err(), ContextError::Canceled);
    /// ```
    #[doc(alias = "Acquire")]
    #[track_caller]
    pub fn acquire_with(&self, ctx: &Context, n: usize) -> Result<Permit, ContextError> {
        checkpoint();
        if let Some(error) = ctx.err() {
            return Err(error);
        }
        match self.permits.ask(n) {
            Asked::Taken => return Ok(self.permit(n)),
            Asked::Never => _ = ctx.done().recv(),
            Asked::Waiting(number, granted) => {
                let (mut granted, mut done) = (receive_arm(&granted), receive_arm(ctx.done()));
                if select(&[&mut granted, &mut done], true) == 0 {
                    return Ok(self.permit(n));
                }
                self.permits.give_up(number, n);
            }
        }
        Err(ctx.err().unwrap_or(ContextError::Canceled))
    }

    /// A permit, if one is free and nobody waits. Go's `TryAcquire`.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(0);
    /// assert!(semaphore.try_acquire().is_none());
    /// ```
    #[inline]
    pub fn try_acquire(&self) -> Option<Permit> {
        self.try_acquire_many(1)
    }

    /// `n` permits, if so many are free and nobody waits. Go's `TryAcquire`.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(2);
    /// assert!(semaphore.try_acquire_many(3).is_none());
    /// ```
    #[inline]
    #[doc(alias = "TryAcquire")]
    pub fn try_acquire_many(&self, n: usize) -> Option<Permit> {
        self.permits.take(n).then(|| self.permit(n))
    }

    /// Gives back `n` permits whose [`Permit`] was [forgotten](Permit::forget). Go's `Release`.
    ///
    /// # Panics
    ///
    /// If fewer are held.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(1);
    /// semaphore.acquire().forget();
    /// semaphore.release(1);
    /// assert_eq!(semaphore.available_permits(), 1);
    /// ```
    #[inline]
    #[doc(alias = "Release")]
    #[track_caller]
    pub fn release(&self, n: usize) {
        if !self.permits.give_back(n) {
            released_more_than_held();
        }
    }

    /// How many permits are free. May be out of date at once.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(2);
    /// let _permit = semaphore.acquire();
    /// assert_eq!(semaphore.available_permits(), 1);
    /// ```
    pub fn available_permits(&self) -> usize {
        self.permits.free()
    }

    #[inline]
    fn permit(&self, n: usize) -> Permit {
        Permit { semaphore: self.clone(), n }
    }
}

impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Semaphore").field("available_permits", &self.available_permits()).finish_non_exhaustive()
    }
}

/// Permits of a [`Semaphore`], which are released when this is dropped.
#[must_use = "the permits are released when this is dropped"]
pub struct Permit {
    semaphore: Semaphore,
    n: usize,
}

impl Permit {
    /// Keeps the permits: they are not released on drop, but by [`Semaphore::release`], or never.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(1);
    /// semaphore.acquire().forget();
    /// assert_eq!(semaphore.available_permits(), 0);
    /// ```
    pub fn forget(mut self) {
        self.n = 0;
    }
}

impl Drop for Permit {
    #[inline]
    fn drop(&mut self) {
        if self.n > 0 {
            self.semaphore.release(self.n);
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("n", &self.n).finish_non_exhaustive()
    }
}

//! `x/sync`'s weighted semaphore.
//!
//! Those who wait stand in a queue of tickets, each with the number that it asks for and a channel on which it is told that
//! it has it. Whoever releases something grants from the head of the queue as far as it goes, so a large request is not
//! overtaken by small ones for ever. Whoever gives up takes his ticket out, and grants on, because he may have been what
//! the others waited behind; and if his ticket is gone, he has been granted something, which he gives back.

#![forbid(unsafe_code)]

use crate::base::lock::SpinLock;
use crate::chan::{self, Receiver, Sender};
use crate::context::{Context, ContextError};
use crate::select::expanded::{receive_arm, select};
use crate::task::reason::Reason;
use crate::wait::checkpoint::checkpoint;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use std::collections::VecDeque;
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
    shared: Arc<SpinLock<State>>,
}

struct State {
    size: usize,
    held: usize,
    /// The number of the next ticket.
    next: u64,
    queue: VecDeque<Ticket>,
}

struct Ticket {
    number: u64,
    wants: usize,
    /// Room for one message, so that granting never waits.
    granted: Sender<()>,
}

impl UnwindSafe for Semaphore {}
impl RefUnwindSafe for Semaphore {}

impl State {
    fn take(&mut self, n: usize) -> bool {
        let free = self.size - self.held;
        let may = self.queue.is_empty() && n <= free;
        self.held += if may { n } else { 0 };
        may
    }

    /// Those at the head of the queue who can have what they want. They are told after the lock has been released.
    fn grant(&mut self) -> Vec<Ticket> {
        let mut granted = Vec::new();
        while let Some(first) = self.queue.front()
            && first.wants <= self.size - self.held
        {
            self.held += first.wants;
            granted.extend(self.queue.pop_front());
        }
        granted
    }
}

/// What became of asking for permits.
enum Asked {
    Taken,
    /// More than there are.
    Never,
    /// The number of the ticket, and where it is told that it is granted.
    Waiting(u64, Receiver<()>),
}

fn tell(granted: Vec<Ticket>) {
    for ticket in granted {
        // The waiter holds the receiver until it has heard.
        let _ = ticket.granted.try_send(());
    }
}

impl Semaphore {
    /// A semaphore with `permits` permits.
    ///
    /// ```
    /// assert_eq!(goroutines::sync::Semaphore::new(3).available_permits(), 3);
    /// ```
    #[doc(alias = "NewWeighted")]
    pub fn new(permits: usize) -> Semaphore {
        let state = State { size: permits, held: 0, next: 0, queue: VecDeque::new() };
        Semaphore { shared: Arc::new(SpinLock::new(state)) }
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
    #[doc(alias = "Acquire")]
    #[track_caller]
    pub fn acquire_many(&self, n: usize) -> Permit {
        self.acquire_at(n, Site { reason: Reason::Semaphore, location: Location::caller() })
    }

    pub(super) fn acquire_at(&self, n: usize, site: Site) -> Permit {
        checkpoint();
        match self.ask(n) {
            Asked::Taken => {}
            Asked::Waiting(_, granted) => {
                let granted = granted.recv_at(site);
                debug_assert!(granted.is_ok(), "a ticket is granted before it is dropped");
            }
            Asked::Never => sleep_until(None, site),
        }
        self.permit(n)
    }

    fn ask(&self, n: usize) -> Asked {
        let mut state = self.shared.lock();
        if state.take(n) {
            return Asked::Taken;
        }
        if n > state.size {
            return Asked::Never;
        }
        drop(state);
        // Not under the lock, for it allocates.
        let (granted, receiver) = chan::open(Some(1));
        state = self.shared.lock();
        if state.take(n) {
            return Asked::Taken;
        }
        let number = state.next;
        state.next += 1;
        state.queue.push_back(Ticket { number, wants: n, granted });
        Asked::Waiting(number, receiver)
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
        match self.ask(n) {
            Asked::Taken => return Ok(self.permit(n)),
            Asked::Never => _ = ctx.done().recv(),
            Asked::Waiting(number, granted) => {
                let (mut granted, mut done) = (receive_arm(&granted), receive_arm(ctx.done()));
                if select(&[&mut granted, &mut done], true) == 0 {
                    return Ok(self.permit(n));
                }
                self.give_up(number, n);
            }
        }
        Err(ctx.err().unwrap_or(ContextError::Canceled))
    }

    fn give_up(&self, number: u64, n: usize) {
        let mut state = self.shared.lock();
        match state.queue.iter().position(|ticket| ticket.number == number) {
            Some(place) => {
                let ticket = state.queue.remove(place);
                let granted = state.grant();
                drop(state);
                drop(ticket);
                tell(granted);
            }
            None => {
                drop(state);
                self.release(n);
            }
        }
    }

    /// A permit, if one is free and nobody waits. Go's `TryAcquire`.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(0);
    /// assert!(semaphore.try_acquire().is_none());
    /// ```
    pub fn try_acquire(&self) -> Option<Permit> {
        self.try_acquire_many(1)
    }

    /// `n` permits, if so many are free and nobody waits. Go's `TryAcquire`.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(2);
    /// assert!(semaphore.try_acquire_many(3).is_none());
    /// ```
    #[doc(alias = "TryAcquire")]
    pub fn try_acquire_many(&self, n: usize) -> Option<Permit> {
        let taken = self.shared.lock().take(n);
        taken.then(|| self.permit(n))
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
    #[doc(alias = "Release")]
    #[track_caller]
    pub fn release(&self, n: usize) {
        let mut state = self.shared.lock();
        let Some(held) = state.held.checked_sub(n) else {
            drop(state);
            panic!("semaphore: released more than held")
        };
        state.held = held;
        let granted = state.grant();
        drop(state);
        tell(granted);
    }

    /// How many permits are free. May be out of date at once.
    ///
    /// ```
    /// let semaphore = goroutines::sync::Semaphore::new(2);
    /// let _permit = semaphore.acquire();
    /// assert_eq!(semaphore.available_permits(), 1);
    /// ```
    pub fn available_permits(&self) -> usize {
        let state = self.shared.lock();
        state.size - state.held
    }

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

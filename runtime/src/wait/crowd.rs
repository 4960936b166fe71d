//! Those who wait and exchange nothing: for one event that releases them all (the end of a goroutine, of a scope, a counter
//! at zero), or for somebody who releases the first of them (a lock, a condition).

use super::queue::{Entry, Queue};
use super::waiter::{Ended, Site, Waiter, Wake, Wakes};
use crate::base::lock::{Guard, SpinLock};
use crate::base::stderr::report;
use std::ptr::NonNull;
use std::time::Instant;

/// A queue of waiters that exchange nothing. It stands behind the lock of the state that they wait for.
pub(crate) struct Crowd(Queue);

impl Crowd {
    pub(crate) const fn new() -> Crowd {
        Crowd(Queue::new())
    }

    /// Ends the wait of all who wait now.
    pub(crate) fn release(&mut self, wakes: &mut Wakes) {
        self.release_each(wakes, Entry::index);
    }

    /// The same, and tells them something.
    pub(crate) fn release_saying(&mut self, say: u32, wakes: &mut Wakes) {
        self.release_each(wakes, |_| say);
    }

    #[inline]
    fn release_each(&mut self, wakes: &mut Wakes, say: impl Fn(&Entry) -> u32) {
        while let Some(entry) = self.0.take_first(None) {
            // SAFETY: the entry is taken.
            unsafe { wakes.add(entry.as_ref().waiter().finish(say(entry.as_ref()))) };
        }
    }

    /// Ends the wait of the one who has waited longest, and tells him something.
    #[inline]
    pub(crate) fn release_one(&mut self, say: u32) -> Option<Wake> {
        let entry = self.0.take_first(None)?;
        // SAFETY: the entry is taken.
        unsafe { entry.as_ref().waiter().finish(say) }
    }

    /// Whether nobody waits.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether more than one waits.
    #[inline]
    pub(crate) fn holds_several(&self) -> bool {
        self.0.holds_several()
    }

    /// Enters an arm of a `select`.
    ///
    /// # Safety
    ///
    /// The entry stays where it is until it has been taken out by [`Crowd::leave`].
    pub(crate) unsafe fn enter(&mut self, entry: &Entry, waiter: &Waiter, index: u32, first: bool) {
        entry.prepare(waiter, NonNull::dangling(), index);
        // SAFETY: the entry is in no queue, and the caller keeps it.
        unsafe { self.0.insert(NonNull::from(entry), first) };
    }

    /// Takes an arm's entry out, if it is still in.
    ///
    /// # Safety
    ///
    /// If the entry is in a crowd, it is in this one.
    pub(crate) unsafe fn leave(&mut self, entry: &Entry) {
        // SAFETY: the caller's promise.
        unsafe { self.0.remove(NonNull::from(entry)) };
    }
}

/// Releases the lock and waits until the crowd behind it is released.
pub(crate) fn wait_for_release<S>(
    lock: &SpinLock<S>,
    state: Guard<'_, S>,
    crowd: impl Fn(&mut S) -> &mut Crowd,
    site: Site,
) {
    wait_in(lock, state, crowd, Place::Last, site);
}

/// Where in the crowd somebody waits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    First,
    Last,
}

/// Releases the lock and waits until somebody releases this one; returns what he said.
#[inline]
pub(crate) fn wait_in<S>(
    lock: &SpinLock<S>,
    state: Guard<'_, S>,
    crowd: impl Fn(&mut S) -> &mut Crowd,
    place: Place,
    site: Site,
) -> u32 {
    match stand_in(lock, state, crowd, place, None, site, || ()) {
        Some(said) => said,
        None => unreachable!("without a deadline a wait ends because somebody has ended it"),
    }
}

/// Waits last in the crowd, and not longer than until the deadline: then nobody has said anything. Once this one stands in
/// the crowd and the lock is released, it does something else before it waits.
#[inline]
pub(crate) fn wait_in_after<S>(
    lock: &SpinLock<S>,
    state: Guard<'_, S>,
    crowd: impl Fn(&mut S) -> &mut Crowd,
    deadline: Option<Instant>,
    site: Site,
    first: impl FnOnce(),
) -> Option<u32> {
    stand_in(lock, state, crowd, Place::Last, deadline, site, first)
}

/// Waits last in the crowd for something that this worker's poller will tell, and not longer than until the deadline: then
/// nobody has said anything.
pub(crate) fn wait_at_the_poller<S>(
    lock: &SpinLock<S>,
    mut state: Guard<'_, S>,
    crowd: impl Fn(&mut S) -> &mut Crowd,
    deadline: Option<Instant>,
    site: Site,
) -> Option<u32> {
    let waiter = Waiter::at_the_poller(deadline.is_some());
    let entry = Entry::sole(&waiter, NonNull::dangling());
    // SAFETY: as in `stand_in`; nothing is done between this and the wait.
    unsafe { crowd(&mut state).0.insert(NonNull::from(&entry), false) };
    drop(state);
    stay(lock, crowd, &waiter, &entry, deadline, site)
}

#[inline(always)]
fn stand_in<S>(
    lock: &SpinLock<S>,
    mut state: Guard<'_, S>,
    crowd: impl Fn(&mut S) -> &mut Crowd,
    place: Place,
    deadline: Option<Instant>,
    site: Site,
    first: impl FnOnce(),
) -> Option<u32> {
    let waiter = if deadline.is_some() { Waiter::new() } else { Waiter::committed() };
    let entry = Entry::sole(&waiter, NonNull::dangling());
    let this = NonNull::from(&entry);
    // SAFETY: the entry is new, and stays here until somebody has taken it out and finished the wait, or it is taken out
    // in `stay`. The borrow of the lock keeps the crowd where it is meanwhile.
    unsafe { crowd(&mut state).0.insert(this, place == Place::First) };
    drop(state);
    let bomb = Stay;
    first();
    std::mem::forget(bomb);
    stay(lock, crowd, &waiter, &entry, deadline, site)
}

/// Waits in the crowd, which this waiter's only entry stands in.
#[inline(always)]
fn stay<S>(
    lock: &SpinLock<S>,
    crowd: impl Fn(&mut S) -> &mut Crowd,
    waiter: &Waiter,
    entry: &Entry,
    mut deadline: Option<Instant>,
    site: Site,
) -> Option<u32> {
    loop {
        match waiter.wait(deadline, site) {
            Ended::Done(said) => return Some(said),
            Ended::Relook(_) => {}
            Ended::Deadline => {
                // SAFETY: the entry is the caller's, and in this crowd if in any.
                if unsafe { crowd(&mut lock.lock()).0.remove(NonNull::from(entry)) } {
                    return None;
                }
                // A peer has taken it and is about to end the wait.
                deadline = None;
            }
        }
    }
}

/// Ends the process if what is done between entering a crowd and waiting unwinds: the entry must not be left behind.
struct Stay;

impl Drop for Stay {
    fn drop(&mut self) {
        report(format_args!("goroutines: unlocking a mutex has panicked; this is a bug in goroutines\n"));
        std::process::abort();
    }
}

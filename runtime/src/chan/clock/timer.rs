//! The clock behind `time::Timer` and `time::Ticker`: its time can be changed while receivers wait for it.
//!
//! The state is one time, and for a ticker its period. A message is there from that time on until it is taken, stopped or
//! moved; nothing is ever put into a buffer. So Go 1.23's rule holds by itself: once `stop` or `reset` has returned, no
//! message of before can be received, and what they return says whether one still could have been.
//!
//! A receiver waits with the time as its deadline, and in the crowd of those who are to look again when it is changed. It
//! enters the crowd under the lock of the time, and only if the time is still the one that it has seen: so no change is
//! missed. `stop` releases the crowd as well. Those who then find no time wait without a deadline, which the examination for
//! deadlocks must know.
//!
//! Rejected: a queue of receivers to whom the clock hands the message. Something would have to run when the time has
//! come; here the receivers' own alarms do.

use super::Clock;
use super::tick::following;
use crate::base::lock::SpinLock;
use crate::task::current;
use crate::wait::arm::Enrolled;
use crate::wait::crowd::{Crowd, wait_in_after};
use crate::wait::owner::Owner;
use crate::wait::queue::Entry;
use crate::wait::waiter::{Site, Waiter, Wakes};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// A time that can be changed.
pub(crate) struct Timer(SpinLock<State>, Owner);

struct State {
    /// When the next message is, or was, due; `None` while the timer is stopped or after its message was taken.
    due: Option<Instant>,
    /// The time between two messages of a ticker.
    period: Option<Duration>,
    /// Who is to look again when `due` is changed.
    watchers: Crowd,
}

impl State {
    fn watchers(&mut self) -> &mut Crowd {
        &mut self.watchers
    }
}

impl Timer {
    pub(crate) fn new(due: Instant, period: Option<Duration>) -> Timer {
        Timer(SpinLock::new(State { due: Some(due), period, watchers: Crowd::new() }), Owner::here())
    }

    /// There will be no message. True if there would have been one.
    pub(crate) fn stop(&self) -> bool {
        self.change(|_| None)
    }

    /// The next message is due then, and those of a ticker `period` apart. True if there would have been one before.
    pub(crate) fn reset(&self, due: Instant, period: Option<Duration>) -> bool {
        self.change(|state| {
            state.period = period;
            Some(due)
        })
    }

    fn change(&self, due: impl FnOnce(&mut State) -> Option<Instant>) -> bool {
        let mut wakes = Wakes::default();
        let mut state = self.0.lock();
        let due = due(&mut state);
        let before = std::mem::replace(&mut state.due, due);
        state.watchers.release(&mut wakes);
        drop(state);
        wakes.now();
        before.is_some()
    }

    /// Waits until `deadline`, or until the time is not `seen` any more.
    pub(crate) fn wait(&self, seen: Option<Instant>, deadline: Option<Instant>, site: Site) {
        let state = self.0.lock();
        if state.due == seen {
            wait_in_after(&self.0, state, State::watchers, deadline, site, || ());
        }
    }
}

impl Clock<Instant> for Timer {
    fn take(&self, now: Instant) -> Result<Instant, Option<Instant>> {
        let mut state = self.0.lock();
        match state.due {
            Some(moment) if moment <= now => {
                state.due = state.period.and_then(|period| following(moment, period, now));
                Ok(moment)
            }
            later => Err(later),
        }
    }

    fn owner(&self) -> Owner {
        self.1
    }

    fn due(&self) -> Option<Instant> {
        self.0.lock().due
    }

    fn timer(&self) -> Option<&Timer> {
        Some(self)
    }
}

/// The place of a `select`'s arm among those who wait for a clock.
pub(crate) struct Place {
    entry: Entry,
    /// What the arm has told the `select` of the time when it was asked last.
    seen: Cell<Option<Option<Instant>>>,
}

impl Place {
    pub(crate) fn new() -> Place {
        Place { entry: Entry::idle(), seen: Cell::new(None) }
    }

    /// When the clock's message is due: the deadline of the `select`.
    pub(crate) fn see<T>(&self, clock: &dyn Clock<T>) -> Option<Instant> {
        let due = clock.due();
        self.seen.set(Some(due));
        due
    }

    /// Enters the arm's waiter; `None` if the message is due, or the time is not the one that the `select` has seen.
    ///
    /// # Safety
    ///
    /// The place does not move before [`Place::leave`], which is called with the same clock.
    pub(crate) unsafe fn enter<T>(
        &self,
        clock: &dyn Clock<T>,
        waiter: &Waiter,
        index: u32,
        first: bool,
    ) -> Option<Enrolled> {
        let now = current::now();
        let later = |due: Option<Instant>| due.is_none_or(|due| due > now);
        let Some(timer) = clock.timer() else { return later(clock.due()).then_some(Enrolled::Waiting) };
        let mut state = timer.0.lock();
        let changed = self.seen.replace(Some(state.due)).is_some_and(|seen| seen != state.due);
        if changed || !later(state.due) {
            return None;
        }
        // SAFETY: the entry is in no queue, and it stays where it is by the caller's promise.
        unsafe { state.watchers.enter(&self.entry, waiter, index, first) };
        Some(Enrolled::Waiting)
    }

    /// Takes the arm's waiter out again, if it is still in.
    ///
    /// # Safety
    ///
    /// The clock is the one that the place was entered with, if it was.
    pub(crate) unsafe fn leave<T>(&self, clock: &dyn Clock<T>) {
        if let Some(timer) = clock.timer() {
            // SAFETY: the entry is in this crowd if in any, by the caller's promise.
            unsafe { timer.0.lock().watchers.leave(&self.entry) };
        }
    }
}

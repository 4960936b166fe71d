//! A blocked operation of a goroutine or a thread: the first-wins word, and whom to wake.
//!
//! A [`Waiter`] lives on the stack of whoever waits. What keeps its address valid while peers look at it is
//! the channel's lock: an entry that leads to it is in a queue only until the waiter has taken it out, or a
//! peer has, which then alone may finish or reopen the wait. After [`Word::finish`] a peer uses only what it
//! has copied before (the [`Wake`]).
//!
//! A goroutine that has nothing else to do on its worker waits *in place* for a while: it polls its own word
//! before it switches away, because on two workers an answer often comes within that time, and then
//! neither an inbox nor a switch is needed. Whether to wait in place is decided from the worker's private
//! state and its own inbox only.
//!
//! One that will not wait in place and has no deadline is *committed*: its word says PARKED from the beginning, before
//! any peer can know of it. A peer may then deliver it before it has switched away, which does no harm, because its
//! home alone resumes it, and the home's thread is the one that it is still running on. It must then switch away exactly
//! once.

use super::in_place;
use super::thread::Bed;
use crate::base::word::{Seen, Sleeper, Word};
use crate::base::{fork, shim};
use crate::task::alarm::{Alarm, AlarmRef};
use crate::task::current;
use crate::task::home::{Home, Local, Outcome, OwnedCounter};
use crate::task::observers;
use crate::task::reason::Reason;
use crate::task::record::Task;
use std::cell::Cell;
use std::panic::Location;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Why [`Waiter::wait`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// A peer has finished the wait: this arm was chosen.
    Done(u32),
    /// A peer had claimed the waiter for this arm and gave it back: look at all arms again.
    Relook(u32),
    /// The deadline has passed. The wait is not over until the waiter has taken back its entries.
    Deadline,
}

/// What is blocked, for reports.
#[derive(Clone, Copy)]
pub(crate) struct Site {
    pub(crate) reason: Reason,
    pub(crate) location: &'static Location<'static>,
}

/// A blocked goroutine or thread.
pub(crate) struct Waiter {
    word: Word,
    who: Who,
    /// The first wait switches away without a look. Read by the waiter alone.
    committed: Cell<bool>,
    /// It may wait in place.
    patient: bool,
    /// Under loom: touched by peers when they look at the waiter, and written when it goes.
    #[cfg(goroutines_loom)]
    life: shim::UnsafeCell<()>,
}

enum Who {
    Goroutine(NonNull<Task>),
    Thread {
        bed: Arc<Bed>,
        /// The thread counts as blocked for as long as it is parked. Written by the thread before it parks,
        /// read by whoever cleared PARKED, while the thread still sleeps.
        counted: AtomicBool,
    },
}

impl Waiter {
    /// A waiter for whoever calls, which may be given deadlines.
    pub(crate) fn new() -> Waiter {
        Waiter::with(Word::new, |_| Word::new())
    }

    /// A waiter for whoever calls, which is never given a deadline.
    pub(crate) fn without_deadline() -> Waiter {
        // A thread that is woken for no reason takes PARKED back by itself, as a timer does.
        Waiter::with(Word::new, |_| Word::alone())
    }

    /// As [`Waiter::without_deadline`]; it calls [`Waiter::wait`] after it has been entered in a queue, whatever happens.
    #[inline]
    pub(crate) fn committed() -> Waiter {
        let mut committed = false;
        let waiter = Waiter::with(Word::new, |local| {
            committed = !in_place::is_worth(local);
            if committed { Word::parked() } else { Word::alone() }
        });
        waiter.committed.set(committed);
        waiter
    }

    /// For a wait that this worker will find the end of by itself, at its poller: there is nothing to wait in place for.
    /// `timed`: it may be given deadlines. As [`Waiter::committed`], it calls [`Waiter::wait`], whatever happens.
    pub(crate) fn at_the_poller(timed: bool) -> Waiter {
        let mut waiter = Waiter::with(Word::new, |_| if timed { Word::new() } else { Word::parked() });
        waiter.committed.set(!timed && matches!(waiter.who, Who::Goroutine(_)));
        waiter.patient = false;
        waiter
    }

    #[inline]
    fn with(of_thread: impl FnOnce() -> Word, of_goroutine: impl FnOnce(&Local) -> Word) -> Waiter {
        let committed = Cell::new(false);
        if let Some(local) = current::local()
            && let Some(task) = local.running.get()
        {
            return Waiter {
                word: of_goroutine(local),
                who: Who::Goroutine(task),
                committed,
                patient: true,
                #[cfg(goroutines_loom)]
                life: shim::UnsafeCell::new(()),
            };
        }
        fork::refuse();
        let who = Who::Thread { bed: Bed::of_this_thread(), counted: AtomicBool::new(false) };
        Waiter {
            word: of_thread(),
            who,
            committed,
            patient: true,
            #[cfg(goroutines_loom)]
            life: shim::UnsafeCell::new(()),
        }
    }

    /// Whether the wait begins with looks in place. (In loom's models threads look as well.)
    #[inline]
    pub(crate) fn looks_in_place(&self) -> bool {
        match self.who {
            Who::Goroutine(_) => !self.committed.get() && in_place::looks() > 0,
            Who::Thread { .. } => cfg!(goroutines_loom) && in_place::looks() > 0,
        }
    }

    /// Of a waiter that was made [`committed`](Waiter::committed) and has looked in place: it has looked enough. Called before it
    /// is entered in a queue.
    pub(crate) fn commit(&self) {
        if let Who::Goroutine(_) = self.who {
            self.word.make_parked();
            self.committed.set(true);
        }
    }

    /// The word that peers race for.
    #[inline]
    pub(crate) fn word(&self) -> &Word {
        &self.word
    }

    /// Waits until a peer finishes or reopens the wait, or until the deadline.
    #[inline(always)]
    pub(crate) fn wait(&self, deadline: Option<Instant>, site: Site) -> Ended {
        match &self.who {
            Who::Goroutine(task) => {
                let Some(local) = current::local() else { unreachable!("a goroutine runs on a worker") };
                if self.committed.replace(false) || self.parks_at_once(local, deadline) {
                    debug_assert!(deadline.is_none());
                    self.switch_away(local, *task, site);
                    // Without a deadline it was a peer that has woken the goroutine, and there is something to see.
                    if let Some(ended) = self.seen() {
                        return ended;
                    }
                }
                self.wait_as_goroutine(local, *task, deadline, site)
            }
            Who::Thread { bed, counted } => self.wait_as_thread(bed, counted, deadline),
        }
    }

    /// As [`Waiter::wait`], where a peer has already chosen and the end is near.
    #[cold]
    pub(crate) fn wait_on(&self, site: Site) -> Ended {
        self.wait(None, site)
    }

    /// Parks, if there is nothing to wait in place for, no deadline, and nothing to see.
    #[inline]
    fn parks_at_once(&self, local: &Local, deadline: Option<Instant>) -> bool {
        deadline.is_none() && !in_place::is_worth(local) && self.word.park()
    }

    #[inline]
    fn seen(&self) -> Option<Ended> {
        match self.word.look() {
            Seen::Waiting => None,
            Seen::Relook(index) => Some(Ended::Relook(index)),
            Seen::Done(index) => Some(Ended::Done(index)),
        }
    }

    fn wait_as_goroutine(&self, local: &Local, task: NonNull<Task>, deadline: Option<Instant>, site: Site) -> Ended {
        if self.patient
            && let Some(ended) = in_place::look(|| self.seen())
        {
            return ended;
        }
        let alarm = Alarm::new(&self.word, task);
        let ended = loop {
            if !self.word.park() {
                if let Some(ended) = self.seen() {
                    break ended;
                }
                continue;
            }
            if let (Some(deadline), None) = (deadline, alarm.place()) {
                // SAFETY: the alarm and the word are on this stack, which stays until this function
                // returns, and it takes the alarm out of the heap before.
                let alarm = unsafe { AlarmRef::new(&alarm) };
                local.alarms.borrow_mut().insert(deadline, alarm);
                local.publish_alarms();
            }
            self.switch_away(local, task, site);
            if let Some(ended) = self.seen() {
                break ended;
            }
            // Not a peer, so it was the alarm.
            if alarm.place().is_none() && deadline.is_some() {
                break Ended::Deadline;
            }
        };
        if let Some(place) = alarm.place() {
            local.alarms.borrow_mut().remove(place);
            local.publish_alarms();
        }
        ended
    }

    /// Lets others run until somebody delivers this goroutine.
    #[inline(always)]
    fn switch_away(&self, local: &Local, task: NonNull<Task>, site: Site) {
        // SAFETY: the running goroutine's record is alive.
        let record = unsafe { task.as_ref() };
        record.note_wait(site.reason, site.location);
        local.home.published.parked.bump();
        local.switch_away(Outcome::Parked);
        local.home.published.woken.bump();
    }

    fn wait_as_thread(&self, bed: &Bed, counted: &AtomicBool, deadline: Option<Instant>) -> Ended {
        loop {
            if let Some(ended) = self.seen() {
                return ended;
            }
            if deadline.is_some_and(|deadline| shim::now() >= deadline) {
                return Ended::Deadline;
            }
            let blocked = deadline.is_none();
            counted.store(blocked, Ordering::Relaxed);
            if !self.word.park() {
                continue;
            }
            if blocked {
                Bed::count_blocked();
            }
            // Whoever clears PARKED still looks at this waiter, and then wakes the bed: so if it was not this thread
            // itself, that wake-up must be waited for, even after the deadline.
            if !bed.sleep(deadline) && self.word.unpark() == Sleeper::Awake {
                bed.sleep(None);
            }
        }
    }

    /// A peer looks at the waiter, which must still be there: loom says so if it might not be.
    #[inline(always)]
    fn touch(&self) {
        #[cfg(goroutines_loom)]
        self.life.with(|_| ());
    }

    /// What wakes this waiter, if it has to be woken once `step` has been taken on its word.
    ///
    /// Whom to wake is read before the step, because afterwards a waiter that was not parked may be gone.
    #[inline]
    fn after(&self, step: impl FnOnce(&Word) -> Sleeper) -> Option<Wake> {
        match &self.who {
            Who::Goroutine(task) => {
                let task = *task;
                match step(&self.word) {
                    Sleeper::Awake => None,
                    Sleeper::Parked => Some(Wake(Whom::Goroutine(task))),
                }
            }
            Who::Thread { bed, counted } => {
                self.touch();
                let bed = Arc::clone(bed);
                match step(&self.word) {
                    Sleeper::Awake => None,
                    Sleeper::Parked => {
                        self.touch();
                        // The thread sleeps until the wake below is carried out, so its waiter is there.
                        if counted.load(Ordering::Relaxed) {
                            Bed::uncount_blocked();
                        }
                        Some(Wake(Whom::Thread(bed)))
                    }
                }
            }
        }
    }

    /// A peer that has the exclusive right ends the wait.
    #[inline]
    pub(crate) fn finish(&self, index: u32) -> Option<Wake> {
        self.after(|word| word.finish(index))
    }

    /// A peer that has the exclusive right gives it back.
    pub(crate) fn reopen(&self, index: u32) -> Option<Wake> {
        self.after(|word| word.reopen(index))
    }
}

#[cfg(goroutines_loom)]
impl Drop for Waiter {
    fn drop(&mut self) {
        self.life.with_mut(|_| ());
    }
}

/// The duty to wake somebody, carried out once all locks are released.
#[must_use = "the waiter sleeps until it is woken"]
pub(crate) struct Wake(Whom);

enum Whom {
    Goroutine(NonNull<Task>),
    Thread(Arc<Bed>),
}

impl Wake {
    /// Wakes the waiter. On the caller's own worker it runs next.
    #[inline]
    pub(crate) fn now(self) {
        // SAFETY: the goroutine is woken here, so it stands in no list.
        self.carry_out(|local, task| unsafe { local.run_next(task) });
    }

    /// Wakes the waiter, who takes his turn after those that were woken before.
    pub(crate) fn in_turn(self) {
        // SAFETY: as above.
        self.carry_out(|local, task| unsafe { local.ready.push(task) });
    }

    #[inline]
    fn carry_out(self, here: impl FnOnce(&Local, NonNull<Task>)) {
        match self.0 {
            Whom::Goroutine(task) => {
                // SAFETY: the duty exists because this side cleared PARKED: the goroutine stays parked, and
                // its record alive, until it is delivered here.
                unsafe {
                    let home: Option<&'static Home> = task.as_ref().home();
                    let Some(home) = home else { unreachable!("a parked goroutine has started") };
                    task.as_ref().set_reason(Reason::Runnable);
                    if home.observers.any() {
                        observers::waking(home, task.as_ref());
                    }
                    match current::local() {
                        // On its own worker the ready queue is at hand.
                        Some(local) if std::ptr::eq(local.home, home) => here(local, task),
                        _ => home.deliver(task),
                    }
                }
            }
            Whom::Thread(bed) => bed.wake(),
        }
    }
}

/// Several duties, carried out together. Mostly it is one, which needs no allocation.
#[derive(Default)]
pub(crate) struct Wakes {
    first: Option<Wake>,
    others: Vec<Wake>,
}

impl Wakes {
    #[inline]
    pub(crate) fn add(&mut self, wake: Option<Wake>) {
        let Some(wake) = wake else { return };
        if self.first.is_none() {
            self.first = Some(wake);
        } else {
            self.others.push(wake);
        }
    }

    #[inline]
    pub(crate) fn now(self) {
        let Some(first) = self.first else { return };
        if self.others.is_empty() {
            return first.now();
        }
        first.in_turn();
        for wake in self.others {
            wake.in_turn();
        }
    }
}

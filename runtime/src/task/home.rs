//! A home: the worker that a goroutine starts on and never leaves.
//!
//! [`Home`] is the part that other threads see; [`Local`] is the part that belongs to the home's own thread,
//! reached through [`current`](super::current). What is scheduled where is `sched`'s business; this
//! file only says what there is.

use super::alarm::AlarmRef;
use super::bubble::Bubble;
pub(crate) use super::counter::OwnedCounter;
use super::events::Ring;
use super::inbox::{Inbox, Owner};
use super::list::List;
use super::locals::Locals;
use super::observers::Observers;
use super::pass::Pass;
use super::published::Published;
use super::record::{Listed, Task, TaskRef};
use super::sites::Timing;
use super::sockets::Sockets;
use super::trace::{Errands, Tracing};
use crate::base::clock;
use crate::base::cpu_time::ThreadClock;
use crate::base::heap::Heap;
use crate::base::lock::SpinLock;
use crate::base::shim::queue::{Injector, Stealer, Worker};
use crate::base::shim::thread::Thread;
use crate::engine::Context;
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The index of the first home for bubbles, and how far apart those of two are: what takes the remainder of a home's index, as
/// `Pool` does, is to find the same in each bubble.
pub(crate) const FIRST_OF_BUBBLES: usize = 1 << 24;
pub(crate) const STRIDE_OF_BUBBLES: usize = 64;

/// The shared part of a home.
#[repr(align(128))]
pub(crate) struct Home {
    /// Woken goroutines, and whether the home sleeps.
    pub(crate) inbox: Inbox<Task>,
    /// Flag of the watch: the present time slice is over.
    pub(crate) slice_over: AtomicBool,
    /// Flag of the watch, every ten milliseconds: the clock, the mail and the oldest unstarted goroutine want a look.
    pub(crate) look: AtomicBool,
    /// Who wants to know of its switches.
    pub(crate) observers: Observers,
    pub(crate) published: Published,
    /// Unstarted goroutines that a spawner has placed here; others may still take them.
    pub(crate) mail: Injector<TaskRef>,
    /// Unstarted goroutines that are to start here, to keep the homes balanced for long. They are not stolen; the watch moves them
    /// to `mail` if this home does not get on.
    pub(crate) assigned: Injector<TaskRef>,
    /// The thieves' end of [`Local::fresh`].
    pub(crate) fresh: Stealer<TaskRef>,
    /// The thread, once it runs.
    pub(crate) thread: OnceLock<Thread>,
    /// The system's number of the thread, where it tells.
    pub(crate) thread_id: OnceLock<u64>,
    /// The thread's processor time, where the system tells.
    pub(crate) thread_clock: OnceLock<ThreadClock>,
    /// Goroutines of this home that have been suspended at least once or have a name, for reports.
    pub(crate) listed: SpinLock<Option<ListHead>>,
    pub(crate) index: usize,
    /// Reports that want its goroutines' stacks.
    pub(crate) errands: Errands,
    /// Whether the gate lets its goroutines run.
    pub(crate) pass: Pass,
    /// The sockets whose poller is here.
    pub(crate) sockets: Sockets,
    events: OnceLock<Ring>,
}

/// The first goroutine of a home's list.
pub(crate) struct ListHead(pub(crate) NonNull<Task>);

// SAFETY: the pointer is used under the list's lock, while the record is in the list and therefore alive.
unsafe impl Send for ListHead {}

impl Home {
    pub(crate) fn new(index: usize, fresh: Stealer<TaskRef>) -> Home {
        Home {
            inbox: Inbox::new(),
            slice_over: AtomicBool::new(false),
            look: AtomicBool::new(false),
            observers: Observers::new(),
            published: Published::default(),
            mail: Injector::new(),
            assigned: Injector::new(),
            fresh,
            thread: OnceLock::new(),
            thread_id: OnceLock::new(),
            thread_clock: OnceLock::new(),
            listed: SpinLock::new(None),
            index,
            errands: Errands::new(),
            pass: Pass::new(),
            sockets: Sockets::new(),
            events: OnceLock::new(),
        }
    }

    /// What has happened here, for a trace. The home's thread writes it.
    pub(crate) fn ring(&self) -> &Ring {
        self.events.get_or_init(Ring::new)
    }

    /// Has the home's thread look around, after the caller has ended its sleep.
    pub(crate) fn unpark(&self) {
        if self.sockets.wake() {
            return;
        }
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }

    /// Gives back a goroutine whose PARKED flag the caller has cleared.
    ///
    /// # Safety
    ///
    /// The goroutine is parked, this is its home, and the caller alone has the right to wake it.
    #[inline]
    pub(crate) unsafe fn deliver(&self, task: NonNull<Task>) {
        // SAFETY: a parked goroutine's record lives, and by the caller's right it is in no other queue.
        if unsafe { self.inbox.push(task.as_ptr()) } == Owner::Asleep {
            self.unpark();
        }
    }

    /// How many unstarted goroutines wait here.
    pub(crate) fn unstarted(&self) -> usize {
        self.fresh.len() + self.mail.len() + self.assigned.len()
    }

    /// Whether unstarted goroutines wait here.
    pub(crate) fn has_unstarted(&self) -> bool {
        !self.fresh.is_empty() || !self.mail.is_empty() || !self.assigned.is_empty()
    }

    /// Enters a goroutine of this home in the list, before its first suspension at the latest.
    ///
    /// # Safety
    ///
    /// Called by the home's thread, for a live goroutine that is not listed.
    #[cold]
    pub(crate) unsafe fn enlist(&self, task: NonNull<Task>) {
        let mut head = self.listed.lock();
        // SAFETY: the links of listed records are touched under the lock only.
        unsafe {
            let next = head.as_ref().map(|head| head.0);
            if let Some(next) = next {
                (*next.as_ref().listed.get()).previous = Some(task);
            }
            *task.as_ref().listed.get() = Listed { previous: None, next };
            task.as_ref().is_listed.set(true);
        }
        *head = Some(ListHead(task));
        drop(head);
        self.published.newcomer.leave();
    }

    /// Takes an ended goroutine out of the list, if it is in it.
    ///
    /// # Safety
    ///
    /// Called by the home's thread, for a goroutine of this home.
    pub(crate) unsafe fn delist(&self, task: NonNull<Task>) {
        // SAFETY: `is_listed` belongs to this thread; the links are touched under the lock.
        unsafe {
            if !task.as_ref().is_listed.replace(false) {
                return self.published.newcomer.leave();
            }
            let listed = task.as_ref().listed.get();
            let mut head = self.listed.lock();
            let Listed { previous, next } = std::mem::take(&mut *listed);
            if let Some(next) = next {
                (*next.as_ref().listed.get()).previous = previous;
            }
            match previous {
                Some(previous) => (*previous.as_ref().listed.get()).next = next,
                None => *head = next.map(ListHead),
            }
        }
    }

    /// Strikes all goroutines off the list: they are never resumed again.
    pub(crate) fn forget_listed(&self) {
        *self.listed.lock() = None;
    }

    /// Shows each listed goroutine to `visit`, under the list's lock.
    pub(crate) fn for_each_listed(&self, mut visit: impl FnMut(&Task)) {
        let head = self.listed.lock();
        let mut next = head.as_ref().map(|head| head.0);
        while let Some(task) = next {
            // SAFETY: a listed record is alive, and its links are touched under the lock only.
            unsafe {
                visit(task.as_ref());
                next = (*task.as_ref().listed.get()).next;
            }
        }
    }
}

/// Why control came back from a goroutine to its worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// It has ended; its stack is idle.
    Ended,
    /// It waits; whoever clears its PARKED flag delivers it.
    Parked,
    /// It may go on at once, after the others.
    Yielded,
}

/// The private part of a home, on its own thread.
pub(crate) struct Local {
    pub(crate) home: &'static Home,
    /// Started goroutines that may run.
    pub(crate) ready: List,
    /// Those whose time slice is over: they come after those that were woken.
    pub(crate) spent: List,
    /// The goroutine that the running one has woken last: it runs next, in the same time slice.
    pub(crate) next: Cell<Option<NonNull<Task>>>,
    /// Unstarted goroutines; the owner takes the newest, thieves the oldest.
    pub(crate) fresh: Worker<TaskRef>,
    /// The goroutine that is running.
    pub(crate) running: Cell<Option<NonNull<Task>>>,
    /// Set by a goroutine before it suspends.
    pub(crate) outcome: Cell<Outcome>,
    /// Deadlines of the goroutines that wait here.
    pub(crate) alarms: RefCell<Heap<AlarmRef>>,
    /// Ids that this thread may still give out.
    pub(crate) ids: Cell<(u64, u64)>,
    /// Goroutines that the running one has spawned since it was resumed.
    pub(crate) burst: Cell<u32>,
    /// Others waited here to be started when it spawned the first of them.
    pub(crate) crowded: Cell<bool>,
    /// The stack in use, for the overflow report.
    pub(crate) context: Cell<Option<NonNull<Context>>>,
    /// A goroutine was refused a stack; only an idle one could start another.
    pub(crate) starved: Cell<bool>,
    /// Waits in place, one after the other, in which nobody has answered.
    pub(crate) in_vain: Cell<u32>,
    /// Times a goroutine now and then.
    pub(crate) timing: Timing,
    /// How long the worker polls before it sleeps; `None`: as long as it may.
    pub(crate) polling: Cell<Option<Duration>>,
    /// Stacks that are idle here.
    pub(crate) idle_stacks: RefCell<Vec<Context>>,
    /// Whether the goroutine that is resumed is to do so for a report only.
    pub(crate) tracing: Tracing,
    /// Local values of the goroutines of this home.
    pub(crate) locals: Locals,
    /// What the home of bubbles has beside the others; `None` on all others.
    pub(crate) bubble: Option<Box<Bubble>>,
}

impl Local {
    pub(crate) fn new(home: &'static Home, fresh: Worker<TaskRef>) -> Local {
        Local {
            home,
            ready: List::new(),
            spent: List::new(),
            next: Cell::new(None),
            fresh,
            running: Cell::new(None),
            outcome: Cell::new(Outcome::Ended),
            alarms: RefCell::new(Heap::new()),
            ids: Cell::new((0, 0)),
            burst: Cell::new(0),
            crowded: Cell::new(false),
            context: Cell::new(None),
            starved: Cell::new(false),
            in_vain: Cell::new(0),
            timing: Timing::new(),
            polling: Cell::new(None),
            idle_stacks: RefCell::new(Vec::new()),
            tracing: Tracing::default(),
            locals: Locals::default(),
            bubble: None,
        }
    }

    /// The private part of a home for bubbles.
    pub(crate) fn of_bubbles(home: &'static Home, fresh: Worker<TaskRef>) -> Local {
        Local { bubble: Some(Box::new(Bubble::new())), ..Local::new(home, fresh) }
    }

    /// Moves what has arrived in the inbox to the ready queue.
    #[inline]
    pub(crate) fn collect(&self) {
        if self.home.inbox.has_mail() {
            // SAFETY: what is in the inbox has been delivered to this home, and so it is parked and alive.
            unsafe { self.ready.append_reversed(self.home.inbox.drain()) };
        }
    }

    /// Has a goroutine that was just woken run next; the one that was to do so goes to the ready queue.
    ///
    /// # Safety
    ///
    /// As for [`List::push`].
    #[inline]
    pub(crate) unsafe fn run_next(&self, task: NonNull<Task>) {
        // SAFETY: a goroutine that was just woken is alive.
        self.with_running(|waker| self.timing.wakes(waker, unsafe { task.as_ref() }));
        if let Some(task) = self.next.replace(Some(task)) {
            // SAFETY: it was woken, and stood in no list.
            unsafe { self.ready.push(task) };
        }
    }

    /// Whether another goroutine could run here now. Reads private state and the own inbox's head, so that
    /// the answer costs no cache miss.
    #[inline]
    pub(crate) fn has_work(&self) -> bool {
        self.next.get().is_some()
            || !self.ready.is_empty()
            || !self.spent.is_empty()
            || self.home.inbox.has_mail()
            || (self.may_start() && self.home.has_unstarted())
    }

    /// Tells others how many deadlines are waited for here, and when the first one is.
    pub(crate) fn publish_alarms(&self) {
        let alarms = self.alarms.borrow();
        self.home.published.alarms.store(alarms.len(), Ordering::Relaxed);
        if let Some(first) = alarms.first() {
            self.home.published.first_alarm.store(clock::milliseconds(first), Ordering::Relaxed);
        }
    }

    /// Whether there may be a stack for an unstarted goroutine.
    #[inline]
    pub(crate) fn may_start(&self) -> bool {
        !self.starved.get() || !self.idle_stacks.borrow().is_empty()
    }

    /// Shows the running goroutine's record, if one is running.
    #[inline]
    pub(crate) fn with_running<T>(&self, visit: impl FnOnce(&Task) -> T) -> Option<T> {
        // SAFETY: the record of the running goroutine is alive until it has ended.
        self.running.get().map(|task| visit(unsafe { task.as_ref() }))
    }

    /// A reference to the running goroutine's record, if one is running.
    pub(crate) fn running_ref(&self) -> Option<TaskRef> {
        // SAFETY: the runtime holds a reference until the running goroutine has ended; it is lent here, not taken back.
        self.running.get().map(|task| TaskRef::clone(&ManuallyDrop::new(unsafe { TaskRef::from_raw(task) })))
    }

    /// Whether a goroutine is running, and may be suspended.
    #[inline]
    pub(crate) fn may_switch_away(&self) -> bool {
        // SAFETY: the worker sets the context that it resumes, and the caller is on it.
        self.context.get().is_some_and(|context| unsafe { context.as_ref() }.may_suspend())
    }

    /// Suspends the running goroutine; returns when its home resumes it.
    #[inline(always)]
    pub(crate) fn switch_away(&self, outcome: Outcome) {
        if let Some(task) = self.running.get() {
            // SAFETY: the running goroutine's record is alive and this is its home's thread.
            unsafe {
                if !task.as_ref().is_listed.get() {
                    self.home.enlist(task);
                }
            }
        }
        self.outcome.set(outcome);
        while let Some(context) = self.context.get() {
            // SAFETY: the worker sets the context that it resumes, and the running goroutine is on it.
            unsafe { Context::suspend(context) };
            if !self.tracing.is_on() {
                return;
            }
            self.walk();
        }
    }
}

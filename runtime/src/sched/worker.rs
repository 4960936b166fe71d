//! A worker's loop: take a goroutine, resume it, see why it came back.

use super::entry::{Bomb, entry};
use super::stacks::Stacks;
use super::{gate, idle, place, search, unstarted};
use crate::base::cpu_time::ThreadClock;
use crate::base::shim::queue::Worker;
use crate::base::shim::thread;
use crate::drive::{poll, timers};
use crate::engine::limits::{self, Shortage};
use crate::engine::{self, Context};
use crate::task::current;
use crate::task::home::{Home, Local, Outcome, OwnedCounter};
use crate::task::observers;
use crate::task::pass::Standing;
use crate::task::reason::Reason;
use crate::task::record::{Task, TaskRef};
use std::cell::Cell;
use std::ptr::NonNull;
use std::sync::atomic::{Ordering, fence};
use std::time::Instant;

/// Every so many turns the clock gets a look, and an unstarted goroutine goes before the ready ones.
const LOOK_EVERY: usize = 64;

/// Every so many goroutines from the ready queue the poller gets a look. Not every so many turns: two that talk to each other
/// take thousands of turns in one slice, and would pay for it.
const POLL_EVERY: usize = 64;

/// Makes the calling thread the home's worker, for the rest of the process.
pub(crate) fn work(home: &'static Home, fresh: Worker<TaskRef>) -> ! {
    let worker = Loop::<false>::new(move_in(home, Local::new(home, fresh)));
    let _bomb = Bomb;
    loop {
        worker.turn();
    }
}

/// Makes the calling thread that of a home, for the rest of the process.
pub(super) fn move_in(home: &'static Home, local: Local) -> &'static Local {
    let _ = home.thread.set(thread::current());
    if let Some(id) = thread_id() {
        let _ = home.thread_id.set(id);
    }
    if let Some(clock) = ThreadClock::of_this_thread() {
        let _ = home.thread_clock.set(clock);
    }
    engine::overflow::make_signal_stack();
    // Leaked on purpose: these threads live as long as the process, and so does what they lend out.
    let local: &'static Local = Box::leak(Box::new(local));
    current::move_in(local);
    home.observers.catch_up();
    local
}

/// `BUBBLE`: the loop is that of a home for bubbles, which takes turns of its own (`bubble.rs`).
pub(super) struct Loop<const BUBBLE: bool> {
    local: &'static Local,
    /// Goroutines resumed so far.
    turns: Cell<usize>,
    /// Goroutines taken from the ready queue so far.
    slices: Cell<usize>,
    /// In the last turn an unstarted goroutine was preferred to the ready ones.
    preferred: Cell<bool>,
    stacks: Stacks,
    /// Where the oldest unstarted goroutine is looked for at the next look: at home, in the mail, among the assigned.
    oldest: Cell<usize>,
    /// One whose slice was over has another now, by itself or with those that it wakes.
    spent_runs: Cell<bool>,
    /// They go before those that were woken, until the next look.
    spent_first: Cell<bool>,
}

impl<const BUBBLE: bool> Loop<BUBBLE> {
    pub(super) fn new(local: &'static Local) -> Loop<BUBBLE> {
        Loop {
            local,
            turns: Cell::new(0),
            slices: Cell::new(0),
            preferred: Cell::new(false),
            stacks: Stacks::new(),
            oldest: Cell::new(0),
            spent_runs: Cell::new(false),
            spent_first: Cell::new(false),
        }
    }

    /// Runs one goroutine for one turn, or waits for one.
    #[inline(always)]
    fn turn(&self) {
        let local = self.local;
        let turn = self.turns.get().wrapping_add(1);
        self.turns.set(turn);
        let look = local.home.look.load(Ordering::Relaxed);
        // Before the slice ends, so that a goroutine whose socket is ready comes before those that talk to each other.
        let ready = look && poll::look(local.home);
        let over = local.home.slice_over.load(Ordering::Relaxed);
        if ready || over {
            local.home.slice_over.store(false, Ordering::Relaxed);
            if let Some(task) = local.next.take() {
                let queue = if over { &local.spent } else { &local.ready };
                // SAFETY: it was woken, and stood in no list.
                unsafe { queue.push(task) };
            }
        }
        if look {
            local.do_errands();
            self.spent_first.set(!self.spent_runs.get());
            local.home.observers.ask_for_a_sample();
        }
        self.enter(look);
        if look || turn.is_multiple_of(LOOK_EVERY) {
            self.fire_alarms();
            let unstarted = if look {
                local.home.look.store(false, Ordering::Relaxed);
                local.starved.set(false);
                self.stacks.give_up_spare(local);
                unstarted::oldest(local, &self.oldest)
            } else {
                unstarted::assigned(local).or_else(|| unstarted::next(local))
            };
            if let Some(task) = unstarted {
                return self.start(task);
            }
        }
        local.collect();
        // After a yield an unstarted goroutine goes first; but not twice in a row, or a chain of goroutines that start
        // one another and yield would keep the ready ones waiting.
        let yielded = local.outcome.replace(Outcome::Ended) == Outcome::Yielded;
        let preferred = yielded && !self.preferred.get();
        self.preferred.set(preferred);
        if preferred && let Some(task) = unstarted::next(local) {
            return self.start(task);
        }
        if let Some(task) = local.next.take() {
            return self.resume(task);
        }
        if self.spent_first.get()
            && let Some(task) = self.spent()
        {
            return self.resume(task);
        }
        if let Some(task) = local.ready.pop() {
            local.home.published.slices.bump();
            self.slices.set(self.slices.get().wrapping_add(1));
            self.spent_runs.set(false);
            if self.slices.get().is_multiple_of(POLL_EVERY) {
                poll::look(local.home);
            }
            return self.resume(task);
        }
        if let Some(task) = unstarted::next(local) {
            return self.start(task);
        }
        if !local.spent.is_empty() {
            // It takes long, so one more look is nothing: what was just asked over a socket may be answered already.
            if poll::look(local.home) || self.fire_alarms() {
                return;
            }
            if let Some(task) = self.spent() {
                return self.resume(task);
            }
        }
        if self.fire_alarms() {
            return;
        }
        self.stacks.trim(local);
        if self.stacks.give_up_spare(local) {
            return;
        }
        local.home.published.idle.store(true, Ordering::Release);
        gate::leave(local);
        let found = search::search(local);
        local.home.published.idle.store(false, Ordering::SeqCst);
        local.timing.has_idled();
        // Before the look at the gate; see there.
        fence(Ordering::SeqCst);
        match found {
            Some(task) => {
                if gate::enter(local, false) {
                    return self.start(task);
                }
                local.home.mail.push(task);
                self.wait_at_the_gate();
            }
            // The worker may have slept, and stacks become free meanwhile.
            None => local.starved.set(false),
        }
    }

    /// Waits until this worker may run goroutines.
    #[inline]
    fn enter(&self, look: bool) {
        if !gate::enter(self.local, look) {
            self.wait_at_the_gate();
        }
    }

    /// What has not started here does not wait with this worker: it goes to those that may run.
    #[cold]
    fn wait_at_the_gate(&self) {
        // It may be admitted meanwhile, and would be the home to give them to.
        while self.local.home.pass.get() == Standing::Waiting
            && let Some(home) = place::admitted_home()
            && let Some(task) = unstarted::oldest_own(self.local).or_else(|| unstarted::mailed(self.local))
        {
            place::send(home, task);
        }
        gate::wait(self.local);
    }

    /// Makes the goroutines ready whose deadline has come; false if there were none.
    pub(super) fn fire_alarms(&self) -> bool {
        let local = self.local;
        if local.alarms.borrow().first().is_none() {
            return false;
        }
        let now = if BUBBLE { current::now() } else { Instant::now() };
        let mut any = false;
        loop {
            let due = local.alarms.borrow_mut().pop_due(now);
            let Some(alarm) = due else {
                local.publish_alarms();
                return any;
            };
            if let Some(task) = alarm.fire() {
                // SAFETY: a parked goroutine's record is alive.
                let record = unsafe { task.as_ref() };
                record.set_reason(Reason::Runnable);
                if local.home.observers.any() {
                    observers::waking(local.home, record);
                }
                // SAFETY: the alarm has cleared PARKED, so the right to wake the goroutine is ours, and this is
                // its home.
                unsafe { local.ready.push(task) };
                any = true;
            }
        }
    }

    /// The one that has waited longest of those whose slice was over.
    #[inline]
    fn spent(&self) -> Option<NonNull<Task>> {
        let task = self.local.spent.pop()?;
        self.local.home.published.slices.bump();
        self.spent_runs.set(true);
        Some(task)
    }

    /// Gives an unstarted goroutine a stack and runs it. If there is none, it waits for another try.
    pub(super) fn start(&self, task: TaskRef) {
        let local = self.local;
        local.home.published.slices.bump();
        self.spent_runs.set(false);
        let size = task.stack_size().map_or_else(engine::common_stack_size, engine::usable);
        let pooled = if size == engine::common_stack_size() { self.stacks.take(local) } else { None };
        let made = pooled.map_or_else(|| self.new_stack(size), Ok);
        match made {
            Ok(context) => {
                if !BUBBLE {
                    task.settle(local.home);
                }
                local.home.published.settled.bump();
                let named = task.name().is_some();
                if !named {
                    local.home.published.newcomer.enter(&task);
                }
                // The runtime's reference; taken back when the goroutine has ended.
                let task = task.into_raw();
                if named {
                    // SAFETY: this is its home's thread, and it has just started.
                    unsafe { local.home.enlist(task) };
                }
                self.run(task, context);
            }
            Err(shortage) => {
                if limits::refuse(shortage) {
                    // It says so, and ends the process if no goroutine can ever start.
                    timers::wake_watch();
                }
                local.starved.set(true);
                // To the end of the queue, where other homes may take it: they may have idle stacks.
                local.home.mail.push(task);
                fence(Ordering::SeqCst);
                idle::wake_one();
            }
        }
    }

    /// A new stack; at the second try in place of the idle ones.
    fn new_stack(&self, size: usize) -> Result<Context, Shortage> {
        Context::new(size, entry).or_else(|shortage| {
            let idle = std::mem::take(&mut *self.local.idle_stacks.borrow_mut());
            if idle.is_empty() {
                return Err(shortage);
            }
            drop(idle);
            Context::new(size, entry)
        })
    }

    /// Resumes a goroutine that was suspended here.
    #[inline(always)]
    pub(super) fn resume(&self, task: NonNull<Task>) {
        // SAFETY: a ready goroutine's record is alive.
        let context = unsafe { task.as_ref() }.context.take();
        match context {
            Some(context) => self.run(task, context),
            None => unreachable!("a suspended goroutine has a stack"),
        }
    }

    /// Runs a goroutine until it comes back.
    ///
    /// Inlined into the worker's loop, as is all that stands between an operation and its switch: a processor predicts
    /// returns by its own stack of calls, which a switch leaves out of step, so each return after one costs some twenty
    /// cycles.
    #[inline(always)]
    fn run(&self, task: NonNull<Task>, context: Context) {
        let local = self.local;
        // SAFETY: the record is alive until its goroutine has ended, which is seen below.
        let record = unsafe { task.as_ref() };
        record.set_reason(Reason::Running);
        local.running.set(Some(task));
        local.burst.set(if BUBBLE { u32::MAX } else { 0 });
        local.context.set(Some(NonNull::from(&context)));
        local.timing.go_on();
        if local.home.observers.any() {
            observers::resume(local, record, &context);
        } else {
            context.resume();
        }
        local.context.set(None);
        local.running.set(None);
        local.timing.pause(record);
        if local.home.look.load(Ordering::Relaxed) {
            local.timing.look(record, local.home.thread_clock.get().and_then(|clock| clock.read()));
        }
        match local.outcome.get() {
            Outcome::Parked => record.context.set(Some(context)),
            Outcome::Yielded => {
                record.context.set(Some(context));
                let over = local.home.slice_over.load(Ordering::Relaxed);
                let queue = if over && !BUBBLE { &local.spent } else { &local.ready };
                // SAFETY: the goroutine is suspended, this is its home, and nobody else may wake it.
                unsafe { queue.push(task) };
            }
            Outcome::Ended => self.end(task, context),
        }
    }

    fn end(&self, task: NonNull<Task>, context: Context) {
        let published = &self.local.home.published;
        // SAFETY: the goroutine has ended; this takes back the reference that `start` gave up.
        unsafe {
            self.local.home.delist(task);
            drop(TaskRef::from_raw(task));
        }
        let settled = published.settled.load(Ordering::Relaxed);
        published.settled.store(settled.wrapping_sub(1), Ordering::Relaxed);
        self.stacks.give(self.local, context);
        self.local.starved.set(false);
    }
}

/// The system's number of the calling thread, where it tells.
fn thread_id() -> Option<u64> {
    let link = std::fs::read_link("/proc/thread-self").ok()?;
    link.file_name()?.to_str()?.parse().ok()
}

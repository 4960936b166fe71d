//! What the home of bubbles has beside the others: a clock of its own, and who of its goroutines may run.
//!
//! A *bubble* is a crowd of goroutines that a test runs, one at a time, on a home that they share with nobody. The home's `slice_over`
//! is always set, so that each checkpoint comes here and asks whether the goroutine goes on; its `burst` is always counted
//! to the point at which a placement takes the rare way, and comes here as well. So the common code asks nothing of bubbles.
//!
//! All that is not determined is decided by one [`Decide`]: who runs next, who goes on at a checkpoint, which arm of a `select!`
//! is tried first. With the same decisions a bubble takes the same course, as long as what runs in it depends on
//! nothing from outside. Nothing here may depend on addresses, on the order of hashes or on the time.

#![forbid(unsafe_code)]

use super::home::Local;
pub(crate) use super::orders::{Decide, EndOfStay, Orders, Point, Stay, Story};
use super::reason::Reason;
use super::record::{Task, TaskRef};
use crate::base::clock;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::panic::Location;
use std::ptr::NonNull;
use std::time::{Duration, Instant};

/// For each turn that a bubble may take it may pass so many checkpoints.
const CHECKPOINTS: u64 = 64;

/// A goroutine that may run.
pub(crate) struct Runnable {
    goroutine: u32,
    pub(crate) task: MayRun,
}

pub(crate) enum MayRun {
    Unstarted(TaskRef),
    Started(NonNull<Task>),
}

/// The state of a home's present bubble.
pub(crate) struct Bubble {
    number: Cell<u32>,
    start: Cell<Instant>,
    passed: Cell<Duration>,
    orders: RefCell<Option<Orders>>,
    /// In the order in which they became runnable.
    runnable: RefCell<Vec<Runnable>>,
    /// The numbers of those that have not ended.
    alive: RefCell<HashMap<NonNull<Task>, u32>>,
    /// The numbers of all that there were, by their ids.
    numbers: RefCell<HashMap<u64, u32>>,
    /// Goroutines so far.
    started: Cell<u32>,
    /// Those that wait, and for what.
    waiting: RefCell<HashMap<NonNull<Task>, Reason>>,
    /// How many of them wait for something outside.
    outside: Cell<usize>,
    /// Those that are to go on when all others wait.
    last: RefCell<Vec<NonNull<Task>>>,
    /// Who is to run next, of the runnable: decided at a checkpoint.
    picked: Cell<Option<usize>>,
    /// Whoever ran last could have gone on.
    interrupted: Cell<bool>,
    /// Whoever is about to wait has been at a checkpoint.
    comes_again: Cell<bool>,
    /// Whoever ran last has given way.
    yielded: Cell<bool>,
    /// What fails the bubble, though none of its goroutines may fail.
    faults: RefCell<Vec<String>>,
    /// The goroutine that was unwound last.
    unwound: Cell<Option<NonNull<Task>>>,
    /// Checkpoints so far.
    checkpoints: Cell<u64>,
    /// There were too many.
    over: Cell<bool>,
    panics: RefCell<Vec<String>>,
    course: RefCell<Vec<Stay>>,
    /// Goroutines of earlier bubbles that have been given up. They are never resumed, whoever wakes them.
    given_up: RefCell<std::collections::HashSet<NonNull<Task>>>,
}

impl Bubble {
    pub(super) fn new() -> Bubble {
        Bubble {
            number: Cell::new(0),
            start: Cell::new(Instant::now()),
            passed: Cell::new(Duration::ZERO),
            orders: RefCell::new(None),
            runnable: RefCell::default(),
            alive: RefCell::default(),
            numbers: RefCell::default(),
            started: Cell::new(0),
            waiting: RefCell::default(),
            outside: Cell::new(0),
            last: RefCell::default(),
            picked: Cell::new(None),
            interrupted: Cell::new(false),
            comes_again: Cell::new(false),
            yielded: Cell::new(false),
            faults: RefCell::default(),
            unwound: Cell::new(None),
            checkpoints: Cell::new(0),
            over: Cell::new(false),
            panics: RefCell::default(),
            course: RefCell::default(),
            given_up: RefCell::default(),
        }
    }

    /// A new bubble begins.
    pub(crate) fn begin(&self, number: u32, orders: Orders) {
        // The moments of the runtime's clock begin before those of the bubble.
        clock::advance();
        self.number.set(number);
        self.start.set(Instant::now());
        self.passed.set(Duration::ZERO);
        *self.orders.borrow_mut() = Some(orders);
        self.started.set(0);
        self.numbers.borrow_mut().clear();
        self.picked.set(None);
        self.interrupted.set(false);
        self.comes_again.set(false);
        self.yielded.set(false);
        self.unwound.set(None);
        self.checkpoints.set(0);
        self.over.set(false);
    }

    /// The bubble has ended. Gives up who is left, and tells what there was to tell.
    pub(crate) fn end(&self) -> Story {
        self.number.set(0);
        *self.orders.borrow_mut() = None;
        let left: Vec<_> = self.alive.borrow_mut().drain().map(|(task, _)| task).collect();
        for runnable in self.runnable.borrow_mut().drain(..) {
            if let MayRun::Unstarted(task) = runnable.task {
                // What it has captured may be borrowed from one that is given up.
                std::mem::forget(task);
            }
        }
        self.waiting.borrow_mut().clear();
        self.outside.set(0);
        self.last.borrow_mut().clear();
        self.given_up.borrow_mut().extend(&left);
        Story {
            given_up: left.len(),
            faults: self.faults.take(),
            panics: self.panics.take(),
            course: self.course.take(),
        }
    }

    /// Its number; 0 between two bubbles.
    pub(crate) fn number(&self) -> u32 {
        self.number.get()
    }

    pub(crate) fn now(&self) -> Instant {
        self.start.get() + self.passed.get()
    }

    /// The bubble's clock jumps.
    pub(crate) fn jump(&self, to: Instant) {
        let passed = to.saturating_duration_since(self.start.get());
        self.passed.set(passed.max(self.passed.get()));
    }

    /// How many goroutines have not ended.
    pub(crate) fn alive(&self) -> usize {
        self.alive.borrow().len()
    }

    /// How many wait for something outside.
    pub(crate) fn waits_outside(&self) -> bool {
        self.outside.get() > 0
    }

    /// A goroutine's number in the bubble, which is the same each time; 0 if it is from elsewhere.
    pub(crate) fn number_of(&self, id: u64) -> u64 {
        self.numbers.borrow().get(&id).copied().unwrap_or(0).into()
    }

    fn is_silent(&self) -> bool {
        self.orders.borrow().as_ref().is_some_and(|orders| orders.silent)
    }

    pub(crate) fn most_turns(&self) -> u64 {
        self.orders.borrow().as_ref().map_or(u64::MAX, |orders| orders.most_turns)
    }

    /// Something has happened that fails the bubble.
    pub(crate) fn note_fault(&self, fault: String) {
        self.faults.borrow_mut().push(fault);
    }

    /// A goroutine has been unwound.
    pub(crate) fn note_unwound(&self, local: &Local) {
        self.unwound.set(local.running.get());
    }

    /// Whether a goroutine that has ended has been unwound.
    pub(crate) fn was_unwound(&self, task: NonNull<Task>) -> bool {
        self.unwound.get() == Some(task)
    }

    /// Whether it has passed too many checkpoints.
    pub(crate) fn is_over(&self) -> bool {
        self.over.get()
    }

    /// A goroutine panics. False if that is to be reported, too.
    pub(crate) fn note_panic(&self, panic: String) -> bool {
        self.panics.borrow_mut().push(panic);
        self.is_silent()
    }

    /// A goroutine was started in the bubble.
    pub(crate) fn admit(&self, task: TaskRef) {
        let goroutine = self.started.get() + 1;
        self.started.set(goroutine);
        self.alive.borrow_mut().insert(NonNull::from(&*task), goroutine);
        self.numbers.borrow_mut().insert(task.id, goroutine);
        self.runnable.borrow_mut().push(Runnable { goroutine, task: MayRun::Unstarted(task) });
    }

    /// A goroutine that could not be started is to be started later.
    pub(crate) fn admit_again(&self, task: TaskRef) {
        let goroutine = self.alive.borrow().get(&NonNull::from(&*task)).copied().unwrap_or(0);
        self.runnable.borrow_mut().push(Runnable { goroutine, task: MayRun::Unstarted(task) });
    }

    /// The goroutine that runs asks to go on when all others wait. It must wait next.
    pub(crate) fn comes_last(&self, task: NonNull<Task>) {
        self.last.borrow_mut().push(task);
    }

    /// All others wait: those that were to go on then may. False if there are none.
    pub(crate) fn take_last(&self) -> bool {
        let last = self.last.take();
        last.iter().for_each(|&task| self.make_runnable(task, false));
        !last.is_empty()
    }

    fn make_runnable(&self, task: NonNull<Task>, from_outside: bool) {
        if self.given_up.borrow().contains(&task) {
            return;
        }
        let waited = self.waiting.borrow_mut().remove(&task);
        let Some(&goroutine) = self.alive.borrow().get(&task) else { return };
        match waited {
            Some(reason) if !reason.is_durable() => self.outside.set(self.outside.get() - 1),
            Some(reason) if from_outside && !may_be_shared(reason) => self.note_fault(format!(
                "goroutine {goroutine} of the bubble, which waited for something that was made in the bubble [{}], has been woken \
                 from outside; make outside what others are to use as well",
                reason.text()
            )),
            _ => {}
        }
        self.runnable.borrow_mut().push(Runnable { goroutine, task: MayRun::Started(task) });
    }

    /// Sees who has become runnable.
    pub(crate) fn collect(&self, local: &Local) {
        self.collect_own(local, false);
        if local.home.inbox.has_mail() {
            local.collect();
            self.collect_own(local, true);
        }
    }

    fn collect_own(&self, local: &Local, from_outside: bool) {
        while let Some(task) = local.ready.pop() {
            self.make_runnable(task, from_outside);
        }
        // It was woken last.
        if let Some(task) = local.next.take() {
            self.make_runnable(task, from_outside);
        }
    }

    /// Takes the goroutine that runs next.
    pub(crate) fn take_next(&self) -> Option<MayRun> {
        let picked = match self.picked.take() {
            Some(picked) => picked,
            None => {
                let options: Vec<u32> = self.runnable.borrow().iter().map(|runnable| runnable.goroutine).collect();
                let at = if self.yielded.take() { Point::Yield } else { Point::Switch };
                self.pick(&options, at)?
            }
        };
        Some(self.runnable.borrow_mut().remove(picked).task)
    }

    fn pick(&self, options: &[u32], at: Point) -> Option<usize> {
        if options.len() < 2 {
            return (!options.is_empty()).then_some(0);
        }
        let mut orders = self.orders.borrow_mut();
        let picked = orders.as_mut().map_or(0, |orders| orders.decide.pick(options, at));
        Some(picked.min(options.len() - 1))
    }

    /// The running goroutine is at a checkpoint: whether it goes on. If not, it has been decided who does.
    pub(crate) fn goes_on(&self, local: &Local) -> bool {
        self.checkpoints.set(self.checkpoints.get() + 1);
        if self.checkpoints.get() / CHECKPOINTS > self.most_turns() {
            self.over.set(true);
            return false;
        }
        self.collect(local);
        let Some(running) = local.running.get() else { return true };
        let Some(&running) = self.alive.borrow().get(&running) else { return true };
        let others = self.runnable.borrow();
        let options: Vec<u32> = std::iter::once(running).chain(others.iter().map(|other| other.goroutine)).collect();
        drop(others);
        match self.pick(&options, Point::Checkpoint) {
            None | Some(0) => true,
            Some(other) => {
                self.picked.set(Some(other - 1));
                self.interrupted.set(true);
                false
            }
        }
    }

    /// The running goroutine is about to wait: whether it comes to a checkpoint first. When it comes again it does not.
    pub(crate) fn comes_first(&self) -> bool {
        let first = !self.comes_again.get();
        self.comes_again.set(first);
        first
    }

    pub(crate) fn draw(&self, bound: usize) -> usize {
        let mut orders = self.orders.borrow_mut();
        match orders.as_mut() {
            Some(orders) if bound > 1 => orders.decide.draw(bound).min(bound - 1),
            _ => 0,
        }
    }

    /// A goroutine has come back from its stay because it waits.
    pub(crate) fn waits(&self, task: NonNull<Task>, reason: Reason, at: Option<&'static Location<'static>>) {
        if reason != Reason::Runnable {
            self.waiting.borrow_mut().insert(task, reason);
            if !reason.is_durable() {
                self.outside.set(self.outside.get() + 1);
            }
        }
        self.note(EndOfStay::Waits(reason, at));
    }

    /// A goroutine has come back because it gives way.
    pub(crate) fn gives_way(&self) {
        self.yielded.set(!self.interrupted.take());
        self.note(EndOfStay::Interrupted);
    }

    /// A goroutine has ended, and its record may be gone.
    pub(crate) fn ended(&self, task: NonNull<Task>) {
        self.note(EndOfStay::Ended);
        self.alive.borrow_mut().remove(&task);
    }

    /// A goroutine begins a stay.
    pub(crate) fn stays(&self, goroutine: NonNull<Task>, spawned_at: &'static Location<'static>) {
        if self.orders.borrow().as_ref().is_some_and(|orders| orders.noted) {
            let goroutine = self.alive.borrow().get(&goroutine).copied().unwrap_or(0);
            self.course.borrow_mut().push(Stay { goroutine, spawned_at, end: EndOfStay::Interrupted });
        }
    }

    /// How the present stay ends, if stays are noted.
    fn note(&self, end: EndOfStay) {
        if let Some(stay) = self.course.borrow_mut().last_mut() {
            stay.end = end;
        }
    }
}

/// Whether somebody outside may have a hand in such a wait though the bubble cannot know: a `static` lock, of which nobody can tell where
/// it was made.
fn may_be_shared(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Mutex | Reason::RwLockRead | Reason::RwLockWrite | Reason::Once | Reason::Semaphore | Reason::Runnable
    )
}

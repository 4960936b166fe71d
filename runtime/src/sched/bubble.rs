//! The turns of a home for bubbles: one goroutine after the other, as is decided, and a clock that jumps when all of them wait.
//!
//! The home is a thread of its own, at which nothing is stolen and to which nobody else sends. It lives as long as the process, as
//! all workers do, and runs one bubble after the other: of one that fails goroutines may be left, suspended for ever, whose frames
//! and thread-locals must stay. Whoever wakes one of those later does so in vain.
//!
//! *Durably* waits who can only be woken by the bubble's own goroutines or its clock. As long as somebody waits for
//! something outside, the worker sleeps as others do, and the clock runs with the real one as far as the next deadline; it jumps
//! when all wait durably. When there is nothing to jump to, those who wait do so for ever.

use super::entry::Bomb;
use super::worker::{Loop, move_in};
use super::{idle, roster};
use crate::base::random;
use crate::base::shim::poller::Poller;
use crate::base::shim::queue::Worker;
use crate::drive::poll;
use crate::drive::timers::bubbles as timers;
use crate::task::bubble::{Bubble, MayRun, Orders, Story};
use crate::task::current;
use crate::task::home::{Home, Local, Outcome};
use crate::task::record::TaskRef;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Every so many turns the poller gets a look.
const POLL_EVERY: u64 = 64;

/// How long a bubble whose goroutines the system refuses a stack waits for one.
const STARVED: Duration = Duration::from_secs(1);

/// How a bubble has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// All its goroutines have.
    All,
    /// Those that are left wait for ever; the first goroutine may be one of them.
    Blocked { first: bool },
    /// It took too many turns.
    Turns,
    /// There was no stack for a goroutine.
    NoStack,
}

/// A home for bubbles, on its own thread.
pub(crate) struct Stage {
    turns: Loop<true>,
    local: &'static Local,
}

impl Stage {
    /// Makes the calling thread a home for bubbles, for the rest of the process.
    pub(crate) fn enter() -> Stage {
        let fresh = Worker::<TaskRef>::new_lifo();
        let stealer = fresh.stealer();
        // Leaked on purpose, as those of other workers.
        let home = roster::settle_home_of_bubbles(|index| Box::leak(Box::new(Home::new(index, stealer))));
        let local = move_in(home, Local::of_bubbles(home, fresh));
        home.slice_over.store(true, Ordering::Relaxed);
        random::draw_by(draw);
        Stage { turns: Loop::new(local), local }
    }

    pub(crate) fn bubble(&self) -> &'static Bubble {
        match self.local.bubble.as_deref() {
            Some(bubble) => bubble,
            None => unreachable!("this home was made for bubbles"),
        }
    }

    /// The home of its bubbles.
    pub(crate) fn home(&self) -> &'static Home {
        self.local.home
    }

    /// Runs a bubble whose first goroutine this is. What is left of it is still there, to be reported.
    pub(crate) fn run(&self, first: TaskRef, orders: Orders) -> End {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            // After four billion of them.
            if number != 0 {
                break number;
            }
        };
        let bomb = Bomb;
        let bubble = self.bubble();
        bubble.begin(number, orders);
        let root = NonNull::from(&*first);
        first.settle(self.local.home);
        bubble.admit(first);
        let end = self.turns_of(root);
        std::mem::forget(bomb);
        end
    }

    /// Gives up what is left of the bubble, and tells of it.
    pub(crate) fn clear(&self) -> Story {
        let bubble = self.bubble();
        // A user's destructors may run here, which may wake somebody or start something.
        let callbacks = timers::take_all(self.local.home);
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(callbacks)));
        bubble.collect(self.local);
        let story = bubble.end();
        *self.local.alarms.borrow_mut() = crate::base::heap::Heap::new();
        self.local.publish_alarms();
        let published = &self.local.home.published;
        published.settled.store(0, Ordering::Relaxed);
        let given_up = u64::try_from(story.given_up).unwrap_or(0);
        published.ended.store(published.ended.load(Ordering::Relaxed) + given_up, Ordering::Relaxed);
        published.woken.store(published.parked.load(Ordering::Relaxed), Ordering::Relaxed);
        published.newcomer.leave();
        self.local.home.forget_listed();
        self.local.starved.set(false);
        story
    }

    fn turns_of(&self, root: NonNull<crate::task::record::Task>) -> End {
        let (local, bubble) = (self.local, self.bubble());
        let mut left = bubble.most_turns();
        let mut turn = 0_u64;
        let (mut has_root, mut has_failed) = (true, false);
        let mut starved: Option<Instant> = None;
        loop {
            local.burst.set(u32::MAX);
            turn += 1;
            if turn.is_multiple_of(POLL_EVERY) {
                poll::look(local.home);
            }
            bubble.collect(local);
            if let Some(next) = bubble.take_next() {
                if left == 0 || bubble.is_over() {
                    return End::Turns;
                }
                left -= 1;
                let task = match &next {
                    MayRun::Unstarted(task) => NonNull::from(&**task),
                    MayRun::Started(task) => *task,
                };
                // SAFETY: a goroutine that has not ended has a record, which the runtime's reference keeps.
                bubble.stays(task, unsafe { task.as_ref() }.spawned_at);
                match next {
                    MayRun::Unstarted(task) => self.turns.start(task),
                    MayRun::Started(task) => self.turns.resume(task),
                }
                if local.starved.get() {
                    if starved.get_or_insert_with(Instant::now).elapsed() > STARVED {
                        return End::NoStack;
                    }
                    self.put_back();
                    continue;
                }
                starved = None;
                match local.outcome.get() {
                    // SAFETY: it waits, so its record is there.
                    Outcome::Parked => unsafe {
                        bubble.waits(task, task.as_ref().reason(), task.as_ref().blocked_at());
                    },
                    Outcome::Yielded => bubble.gives_way(),
                    Outcome::Ended => {
                        if task == root {
                            (has_root, has_failed) = (false, bubble.was_unwound(task));
                        }
                        bubble.ended(task);
                    }
                }
                continue;
            }
            if bubble.alive() == 0 {
                return End::All;
            }
            // Of a bubble that has failed nothing is waited for.
            if bubble.waits_outside() && !has_failed {
                self.sleep();
                continue;
            }
            if bubble.take_last() || has_root && self.jump() {
                continue;
            }
            return End::Blocked { first: has_root };
        }
    }

    /// A goroutine for which there was no stack is started later.
    #[cold]
    fn put_back(&self) {
        self.local.starved.set(false);
        std::thread::sleep(Duration::from_millis(1));
        while let crossbeam_deque::Steal::Success(task) = self.local.home.mail.steal() {
            self.bubble().admit_again(task);
        }
    }

    /// The clock jumps to the next deadline, and what is due then happens. False if there is none.
    fn jump(&self) -> bool {
        match self.next_deadline() {
            Some(next) => {
                self.pass_to(next);
                true
            }
            None => false,
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        let alarm = self.local.alarms.borrow().first();
        alarm.into_iter().chain(timers::first(self.local.home)).min()
    }

    fn pass_to(&self, next: Instant) {
        let bubble = self.bubble();
        bubble.jump(next);
        self.turns.fire_alarms();
        timers::fire_due(self.local.home, bubble.now());
    }

    /// Somebody waits for something outside: sleeps until it comes, or as long as it is to the next deadline.
    fn sleep(&self) {
        let home = self.local.home;
        let next = self.next_deadline();
        let left = next.map(|next| next.saturating_duration_since(self.bubble().now()));
        let until = left.and_then(|left| Instant::now().checked_add(left));
        let poller = home.sockets.in_use();
        home.sockets.sleep_here(poller.is_some());
        let mut turn = None;
        if home.inbox.try_sleep() {
            // A thread may have registered the first socket meanwhile.
            if poller.is_none() && home.sockets.in_use().is_some() {
                home.inbox.nudge();
            }
            turn = poller.map(Poller::turn);
            idle::sleep_until(home, &mut turn, until);
        }
        home.sockets.sleep_here(false);
        let happened = turn.is_some_and(|turn| poll::dispatch(&turn));
        if let (Some(next), Some(until)) = (next, until)
            && !happened
            && !home.inbox.has_mail()
            && until <= Instant::now()
        {
            self.pass_to(next);
        }
    }
}

/// The numbers of a bubble's thread are part of what is decided.
fn draw(bound: usize) -> usize {
    let bubble = current::local().and_then(|local| local.bubble.as_deref());
    bubble.map_or(0, |bubble| bubble.draw(bound))
}

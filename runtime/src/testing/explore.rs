//! One body under many schedules.

#![forbid(unsafe_code)]

use super::decide::{self, Decision};
use super::shrink::{self, Schedule};
use super::verdict::{self, Failure};
use crate::base::processors::processors;
use crate::base::stderr::report;
use crate::blocking::call::blocking;
use crate::task::bubble::{Decide, Orders, Stay};
use crate::task::current;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, thread};

/// Schedules that a body is run under, unless somebody says otherwise.
const SCHEDULES: u64 = 1_000;

/// Schedules that are walked at most where all are to be.
const ALL: u64 = 200_000;

/// How often a goroutine may be interrupted in one of all schedules.
const PREEMPTIONS: usize = 2;

/// A body that has not ended after so many turns has not ended.
const TURNS: u64 = 200_000;

/// Runs `f` in bubbles under 1,000 schedules, and fails with the first that fails: [`Explorer`] with what it starts from.
///
/// # Panics
///
/// With the report of a schedule that fails, its seed, and the shortest schedule found that fails.
///
/// ```should_panic
/// use goroutines::prelude::*;
/// use goroutines::testing;
///
/// testing::explore(|| {
///     let (a, b) = (sync::Mutex::new(0), sync::Mutex::new(0));
///     goroutines::scope(|s| {
///         s.spawn(|| *a.lock() += *b.lock());
///         s.spawn(|| *b.lock() += *a.lock());
///     });
/// });
/// # use goroutines::sync;
/// ```
#[track_caller]
pub fn explore(f: impl Fn() + Send + Sync + 'static) {
    Explorer::new().run(f);
}

/// Runs a body in bubbles under many schedules.
///
/// Which goroutine runs next, whenever that could be another one, is drawn from a seed, and so is what `select!` chooses. Two schedules
/// of three are random, and the third is drawn by priorities (probabilistic concurrency testing). They are the same each
/// time and on each machine, and run on all processors. `GOROUTINES_SEED`, with what a failure has said, repeats one;
/// `GOROUTINES_SCHEDULES` says how many there are to be, where a test does not.
///
/// ```
/// use goroutines::prelude::*;
/// use goroutines::testing::Explorer;
///
/// let explored = Explorer::new().all().run(|| {
///     let (tx, rx) = chan(1);
///     go!(|tx = tx.clone()| tx.send(1).unwrap());
///     go!(|| tx.send(2).unwrap());
///     assert_eq!(rx.iter().sum::<i32>(), 3);
/// });
/// assert!(explored.schedules > 1);
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "`run` explores"]
pub struct Explorer {
    schedules: Option<u64>,
    seed: u64,
    all: bool,
    preemptions: usize,
}

/// What an [`Explorer`] has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explored {
    /// How many schedules the body was run under.
    pub schedules: u64,
}

impl Default for Explorer {
    fn default() -> Self {
        Explorer::new()
    }
}

impl Explorer {
    /// An explorer of 1,000 schedules.
    pub const fn new() -> Explorer {
        Explorer { schedules: None, seed: 0, all: false, preemptions: PREEMPTIONS }
    }

    /// How many schedules there are to be.
    pub const fn schedules(mut self, schedules: u64) -> Explorer {
        self.schedules = Some(schedules);
        self
    }

    /// The seed of the first schedule; the next has the next. Another seed explores others.
    pub const fn seed(mut self, seed: u64) -> Explorer {
        self.seed = seed;
        self
    }

    /// All schedules, of which [`preemptions`](Explorer::preemptions) bounds the number: for small bodies.
    pub const fn all(mut self) -> Explorer {
        self.all = true;
        self
    }

    /// How often goroutines may be interrupted, in each of [`all`](Explorer::all) schedules, where they could have gone on: twice unless
    /// this says otherwise. What they do where they wait or end is not bounded.
    pub const fn preemptions(mut self, preemptions: usize) -> Explorer {
        self.preemptions = preemptions;
        self
    }

    /// Runs the body.
    ///
    /// # Panics
    ///
    /// As [`explore`]; if [`all`](Explorer::all) schedules are more than 200,000, or than [`schedules`](Explorer::schedules) allows;
    /// and in a bubble.
    #[track_caller]
    #[allow(clippy::must_use_candidate, reason = "it is mostly run for its panics")]
    pub fn run(self, f: impl Fn() + Send + Sync + 'static) -> Explored {
        let body = Body { name: None, location: Location::caller(), f: Arc::new(f) };
        match self.explore(body) {
            Ok(explored) => explored,
            // Not in a closure, which would not hand the caller's location on.
            Err(failure) => failure.raise(),
        }
    }

    pub(super) fn explore(self, body: Body) -> Result<Explored, Failure> {
        assert!(current::bubble() == 0, "`explore` in a bubble: it runs bubbles of its own, so call it from outside");
        let in_goroutine = current::local().is_some_and(|local| local.running.get().is_some());
        if in_goroutine {
            return blocking(move || self.explore_here(&body));
        }
        self.explore_here(&body)
    }

    fn explore_here(self, body: &Body) -> Result<Explored, Failure> {
        if let Ok(asked) = env::var("GOROUTINES_SEED") {
            return body.repeat(asked.trim());
        }
        if self.all {
            return self.walk(body);
        }
        let asked = env::var("GOROUTINES_SCHEDULES").ok().and_then(|text| text.trim().parse().ok());
        let schedules = self.schedules.or(asked).unwrap_or(SCHEDULES);
        let (next, first) = (AtomicU64::new(0), Mutex::new(None::<(u64, Failed)>));
        let failed = || first.lock().unwrap_or_else(PoisonError::into_inner);
        let explore = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                // What comes before a failure is run all the same, so that it is always the same failure that is told.
                if number >= schedules || failed().as_ref().is_some_and(|(first, _)| *first < number) {
                    return;
                }
                let run = body.run(decide::by_seed(self.seed.wrapping_add(number)));
                if let Err(found) = run
                    && failed().as_ref().is_none_or(|(first, _)| number < *first)
                {
                    *failed() = Some((number, found));
                }
            }
        };
        thread::scope(|s| {
            for _ in 1..processors() {
                s.spawn(explore);
            }
            explore();
        });
        let found = failed().take();
        match found {
            None => Ok(Explored { schedules }),
            Some((number, found)) => {
                let seed = self.seed.wrapping_add(number);
                let head = format!("schedule {} of {schedules} fails, with the seed {seed}", number + 1);
                Err(body.tell(&head, &seed.to_string(), found))
            }
        }
    }

    /// All schedules, depth first.
    fn walk(self, body: &Body) -> Result<Explored, Failure> {
        let most = self.schedules.unwrap_or(ALL);
        let (mut schedules, mut prefix) = (0, Some(Vec::new()));
        while let Some(choices) = prefix {
            if schedules == most {
                let text = format!(
                    "there are more than {most} schedules with at most {} preemptions: make the body smaller, bound the \
                     preemptions with `Explorer::preemptions`, or explore some (`schedules = 1_000`)",
                    self.preemptions
                );
                return Err(Failure::of(text));
            }
            schedules += 1;
            match body.run(decide::again(choices)) {
                Ok(decisions) => prefix = self.following(decisions),
                Err(found) => {
                    let schedule = Schedule::of(&found.decisions).to_string();
                    let head = format!("schedule {schedules} of all fails");
                    return Err(body.tell(&head, &schedule, found));
                }
            }
        }
        report(format_args!(
            "goroutines: {}: {schedules} schedules, all with at most {} preemptions\n",
            body.name.as_deref().unwrap_or("explored"),
            self.preemptions
        ));
        Ok(Explored { schedules })
    }

    /// What to decide at first to take the next course after one with these decisions.
    fn following(self, mut decisions: Vec<Decision>) -> Option<Vec<usize>> {
        let is_preemption = |decision: &&Decision| decision.at_checkpoint && decision.chosen > 0;
        let mut preemptions = decisions.iter().filter(is_preemption).count();
        while let Some(last) = decisions.pop() {
            preemptions -= usize::from(is_preemption(&&last));
            if last.chosen + 1 < last.of && preemptions + usize::from(last.at_checkpoint) <= self.preemptions {
                return Some(decisions.iter().map(|decision| decision.chosen).chain([last.chosen + 1]).collect());
            }
        }
        None
    }
}

/// What is explored.
pub(super) struct Body {
    pub(super) name: Option<String>,
    pub(super) location: &'static Location<'static>,
    pub(super) f: Arc<dyn Fn() + Send + Sync>,
}

/// A schedule under which it has failed.
pub(super) struct Failed {
    pub(super) failure: Failure,
    pub(super) decisions: Vec<Decision>,
    pub(super) course: Vec<Stay>,
}

impl Body {
    /// Runs it once, and tells what was decided.
    pub(super) fn run(&self, decide: Box<dyn Decide>) -> Result<Vec<Decision>, Failed> {
        self.run_as(decide, true)
    }

    fn run_as(&self, decide: Box<dyn Decide>, silent: bool) -> Result<Vec<Decision>, Failed> {
        let (decide, log) = decide::recorded(decide);
        let orders = Orders { decide, most_turns: TURNS, silent, noted: true };
        let f = Arc::clone(&self.f);
        let (result, story) = verdict::run(self.name.clone(), self.location, orders, move || f());
        let decisions = decide::read(&log);
        match result {
            Ok(()) => Ok(decisions),
            Err(failure) => Err(Failed { failure, decisions, course: story.course }),
        }
    }

    /// Runs it under the one schedule that `GOROUTINES_SEED` names.
    fn repeat(&self, asked: &str) -> Result<Explored, Failure> {
        let decide = match (asked.parse(), asked.parse::<Schedule>()) {
            (Ok(seed), _) => decide::by_seed(seed),
            (_, Ok(schedule)) => decide::again(schedule.choices()),
            _ => {
                return Err(Failure::of(format!(
                    "GOROUTINES_SEED={asked} names no schedule; write what the failure has said: a number, or one that begins \
                     with `s`"
                )));
            }
        };
        match self.run_as(decide, false) {
            Ok(_) => Ok(Explored { schedules: 1 }),
            Err(found) => Err(found.failure.with(&format!("the schedule GOROUTINES_SEED={asked} fails"), "")),
        }
    }

    /// The report of a schedule that has failed.
    fn tell(&self, head: &str, seed: &str, found: Failed) -> Failure {
        let before = found.decisions.iter().filter(|decision| decision.chosen > 0).count();
        let shortest = shrink::shrink(self, found);
        let schedule = Schedule::of(&shortest.decisions);
        let test = self.name.as_deref().map_or_else(String::new, |name| format!(" {name}"));
        let tail = format!(
            "the shortest schedule found that fails ({} of {before} decisions are left):\n{}\nto repeat it:           \
             GOROUTINES_SEED={schedule} cargo test{test}\nto repeat the first:    GOROUTINES_SEED={seed} cargo test{test}\n",
            schedule.len(),
            shrink::told(&shortest.course),
        );
        shortest.failure.with(head, &tail)
    }
}

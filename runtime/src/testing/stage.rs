//! The threads that run bubbles. One that has nothing to do waits for the next bubble; none ever ends, for goroutines of failed
//! bubbles may be left on it.

#![forbid(unsafe_code)]

use crate::base::{bare_thread, threads};
use crate::channel::{self, Sender};
use crate::sched::bubble::{End, Stage};
use crate::sched::roster;
use crate::task::bubble::{Orders, Story};
use crate::task::record::TaskRef;
use crate::watch::dump::{Form, Listing};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// A bubble that is to be run.
struct Job {
    first: TaskRef,
    orders: Orders,
    done: Sender<Outcome>,
}

/// What has become of it.
pub(super) struct Outcome {
    pub(super) end: End,
    /// Who was left.
    pub(super) left: String,
    pub(super) story: Story,
}

/// The ways to the threads that wait for a bubble.
static IDLE: Mutex<Vec<mpsc::Sender<Job>>> = Mutex::new(Vec::new());

/// Runs a bubble whose first goroutine this is, and waits for its end.
#[track_caller]
pub(super) fn perform(first: TaskRef, orders: Orders) -> Outcome {
    let (done, outcome) = channel::bounded(1);
    let mut job = Job { first, orders, done };
    loop {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(stage) = idle else { break };
        // Before the caller waits, for from then on somebody may ask whether anything can still wake it.
        roster::uncount_own_thread();
        match stage.send(job) {
            Ok(()) => return wait(&outcome),
            Err(mpsc::SendError(unsent)) => job = unsent,
        }
    }
    let (way, jobs) = mpsc::channel();
    let _ = way.send(job);
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let name = format!("goroutines-bubble-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    // On a bare thread, so that what runs there does not inherit the output capture of the test that came first.
    let started = bare_thread::run(|| threads::start(name, move || attend(&way, &jobs)));
    if let Err(refusal) | Ok(Err(refusal)) = started {
        panic!("a bubble needs a thread of its own, and the system refuses another: {refusal}");
    }
    wait(&outcome)
}

#[track_caller]
fn wait(outcome: &channel::Receiver<Outcome>) -> Outcome {
    match outcome.recv() {
        Ok(outcome) => outcome,
        Err(_) => unreachable!("a bubble always ends"),
    }
}

/// A thread's life.
fn attend(way: &mpsc::Sender<Job>, jobs: &mpsc::Receiver<Job>) -> ! {
    let stage = Stage::enter();
    loop {
        let Ok(Job { first, orders, done }) = jobs.recv() else {
            thread::park();
            continue;
        };
        let end = stage.run(first, orders);
        let left = if end == End::All { String::new() } else { listed(&stage) };
        let story = stage.clear();
        let _ = done.send(Outcome { end, left, story });
        roster::count_own_thread();
        IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(way.clone());
    }
}

/// Who is left on a stage.
fn listed(stage: &Stage) -> String {
    let mut text = Vec::new();
    let mut listing = Listing::of(std::iter::once(stage.home()), 0);
    listing.renumber(|id| stage.bubble().number_of(id));
    let _ = listing.write(&mut text, Form::Full);
    String::from_utf8_lossy(&text).into_owned()
}

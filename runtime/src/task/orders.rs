//! What a bubble is told to do, and what it tells when it has ended.

#![forbid(unsafe_code)]

use super::reason::Reason;
use std::panic::Location;

/// Decides what is not determined in a bubble.
pub(crate) trait Decide: Send {
    /// Which of several goroutines runs next. They are named by the order in which they were started, and stand in the order in
    /// which they became runnable. At a checkpoint the first is the one that runs, and may go on.
    fn pick(&mut self, options: &[u32], at: Point) -> usize;

    /// A number below a bound, which is at least two.
    fn draw(&mut self, bound: usize) -> usize;
}

/// Where somebody is picked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Point {
    /// The one that ran waits or has ended.
    Switch,
    /// The one that ran, which is the last, gives way.
    Yield,
    /// The one that runs, which is the first, could go on.
    Checkpoint,
}

/// What a bubble is told to do.
pub(crate) struct Orders {
    pub(crate) decide: Box<dyn Decide>,
    /// After so many turns it is given up.
    pub(crate) most_turns: u64,
    /// Panics are noted, and not printed.
    pub(crate) silent: bool,
    /// Its course is noted.
    pub(crate) noted: bool,
}

/// One goroutine's stay on the worker.
#[derive(Clone, Debug)]
pub(crate) struct Stay {
    pub(crate) goroutine: u32,
    pub(crate) spawned_at: &'static Location<'static>,
    pub(crate) end: EndOfStay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndOfStay {
    Ended,
    /// It could have gone on.
    Interrupted,
    Waits(Reason, Option<&'static Location<'static>>),
}

/// What is left of a bubble.
pub(crate) struct Story {
    pub(crate) given_up: usize,
    pub(crate) faults: Vec<String>,
    /// What has panicked, and where.
    pub(crate) panics: Vec<String>,
    pub(crate) course: Vec<Stay>,
}

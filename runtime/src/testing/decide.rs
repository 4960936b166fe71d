//! Who decides what is not determined in a bubble: in turn, at random, by priorities, or as was decided before.

#![forbid(unsafe_code)]

use crate::task::bubble::{Decide, Point};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Every so many checkpoints a goroutine of a bubble without a seed gives way: that is its slice.
const SLICE: u32 = 64;

/// A goroutine that has passed so many checkpoints in a row is taken to wait in a loop for others.
const SPINS: u32 = 1_000;

/// Small numbers from a seed, the same on every machine: SplitMix64.
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn new(seed: u64) -> Numbers {
        Numbers(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(1);
        usize::try_from(((self.next() >> 32) * bound) >> 32).unwrap_or(0)
    }
}

/// First come, first served. `select!` chooses at random, as it does elsewhere.
pub(super) struct InTurn {
    checkpoints: u32,
    numbers: Numbers,
}

impl InTurn {
    pub(super) fn new() -> InTurn {
        InTurn { checkpoints: 0, numbers: Numbers::new(crate::base::random::seed()) }
    }
}

impl Decide for InTurn {
    fn pick(&mut self, _: &[u32], at: Point) -> usize {
        if at != Point::Checkpoint {
            self.checkpoints = 0;
            return 0;
        }
        self.checkpoints += 1;
        usize::from(self.checkpoints.is_multiple_of(SLICE))
    }

    fn draw(&mut self, bound: usize) -> usize {
        self.numbers.below(bound)
    }
}

/// Whoever comes.
struct AtRandom {
    numbers: Numbers,
    /// At a checkpoint another one comes in one of so many cases.
    rarely: usize,
}

impl Decide for AtRandom {
    fn pick(&mut self, options: &[u32], at: Point) -> usize {
        match at {
            Point::Switch | Point::Yield => self.numbers.below(options.len()),
            Point::Checkpoint if self.numbers.below(self.rarely) > 0 => 0,
            Point::Checkpoint => 1 + self.numbers.below(options.len() - 1),
        }
    }

    fn draw(&mut self, bound: usize) -> usize {
        self.numbers.below(bound)
    }
}

/// Probabilistic concurrency testing (Burckhardt and others, 2010): each goroutine has a priority that is drawn when it is first
/// seen, the highest runs, and at `depth - 1` points, drawn among the first `steps`, whoever runs falls below all others. Of a
/// bug that takes `depth` orderings among `n` goroutines each run finds at least one in `n * steps ^ (depth - 1)`.
struct ByPriority {
    numbers: Numbers,
    priorities: HashMap<u32, u64>,
    /// The steps at which whoever runs falls.
    changes: Vec<u64>,
    step: u64,
    /// What the next that falls gets: less than all others.
    lowest: u64,
    /// Checkpoints that the same goroutine has passed in a row.
    spins: u32,
}

impl ByPriority {
    fn new(mut numbers: Numbers, depth: usize, steps: usize) -> ByPriority {
        let changes = (1..depth).map(|_| numbers.below(steps) as u64 + 1).collect();
        ByPriority { numbers, priorities: HashMap::new(), changes, step: 0, lowest: u64::from(u32::MAX), spins: 0 }
    }

    fn highest(&mut self, options: &[u32]) -> usize {
        for &goroutine in options {
            let drawn = self.numbers.next() | (1 << 63);
            self.priorities.entry(goroutine).or_insert(drawn);
        }
        let priority = |place: &usize| self.priorities.get(&options[*place]).copied().unwrap_or(0);
        (0..options.len()).max_by_key(priority).unwrap_or(0)
    }

    fn falls(&mut self, goroutine: u32) {
        self.lowest -= 1;
        self.priorities.insert(goroutine, self.lowest);
    }
}

impl Decide for ByPriority {
    fn pick(&mut self, options: &[u32], at: Point) -> usize {
        self.step += 1;
        // Whoever gives way, or seems to, waits for the others.
        self.spins = if at == Point::Checkpoint { self.spins + 1 } else { 0 };
        match (at, options) {
            (Point::Yield, [.., last]) => self.falls(*last),
            (Point::Checkpoint, [first, ..]) if self.spins.is_multiple_of(SPINS) => self.falls(*first),
            _ => {}
        }
        let highest = self.highest(options);
        if !self.changes.contains(&self.step) {
            return highest;
        }
        self.falls(options[highest]);
        self.highest(options)
    }

    fn draw(&mut self, bound: usize) -> usize {
        self.numbers.below(bound)
    }
}

/// The schedule of a seed: every third by priorities.
pub(super) fn by_seed(seed: u64) -> Box<dyn Decide> {
    let mut numbers = Numbers::new(seed);
    if seed % 3 == 2 {
        let steps = 16 << numbers.below(6);
        let depth = 2 + numbers.below(3);
        return Box::new(ByPriority::new(numbers, depth, steps));
    }
    let rarely = 2 << numbers.below(5);
    Box::new(AtRandom { numbers, rarely })
}

/// One decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) chosen: usize,
    pub(super) of: usize,
    /// Another goroutine was let in where the one that ran could have gone on, if it is not 0.
    pub(super) at_checkpoint: bool,
}

/// What was decided, to be read when the bubble has ended.
pub(super) type Log = Arc<Mutex<Vec<Decision>>>;

pub(super) fn read(log: &Log) -> Vec<Decision> {
    std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Writes down what another one decides.
struct Recorded {
    decide: Box<dyn Decide>,
    log: Log,
}

impl Recorded {
    fn note(&self, chosen: usize, of: usize, at_checkpoint: bool) {
        let decision = Decision { chosen, of, at_checkpoint };
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(decision);
    }
}

impl Decide for Recorded {
    fn pick(&mut self, options: &[u32], at: Point) -> usize {
        let chosen = self.decide.pick(options, at);
        self.note(chosen, options.len(), at == Point::Checkpoint);
        chosen
    }

    fn draw(&mut self, bound: usize) -> usize {
        let drawn = self.decide.draw(bound);
        self.note(drawn, bound, false);
        drawn
    }
}

pub(super) fn recorded(decide: Box<dyn Decide>) -> (Box<dyn Decide>, Log) {
    let log = Log::default();
    (Box::new(Recorded { decide, log: Arc::clone(&log) }), log)
}

/// Decides as was decided before, and then always for the first.
struct Again {
    choices: std::vec::IntoIter<usize>,
    spins: u32,
}

impl Again {
    fn next(&mut self, of: usize) -> Option<usize> {
        self.choices.next().map(|choice| choice.min(of - 1))
    }
}

impl Decide for Again {
    fn pick(&mut self, options: &[u32], at: Point) -> usize {
        self.spins = if at == Point::Checkpoint { self.spins + 1 } else { 0 };
        // One that waits in a loop is not left alone for ever.
        let first = usize::from(self.spins > 0 && self.spins.is_multiple_of(SPINS));
        self.next(options.len()).unwrap_or(first)
    }

    fn draw(&mut self, bound: usize) -> usize {
        self.next(bound).unwrap_or(0)
    }
}

pub(super) fn again(choices: Vec<usize>) -> Box<dyn Decide> {
    Box::new(Again { choices: choices.into_iter(), spins: 0 })
}

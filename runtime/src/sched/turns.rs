//! Who is next at the gate, of those who wait there.
//!
//! They are served in the order in which they came, but for a handicap of one turn's time: who has had a turn and wants
//! another, *tired*, stands behind those who had nothing to do and have been given something, *woken*, less than a turn later.
//! So two goroutines of different homes that talk to each other do not wait for one that computes on a third at each message;
//! and they get no more than it does. Nobody is kept waiting by those who come a turn later than he did.

#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The handicap: a time slice.
const TURN: Duration = Duration::from_millis(10);

/// The queues, each in the order of the times at which those in it came.
pub(super) struct Turns<W> {
    woken: VecDeque<(W, Instant)>,
    tired: VecDeque<(W, Instant)>,
}

impl<W> Turns<W> {
    pub(super) const fn new() -> Turns<W> {
        Turns { woken: VecDeque::new(), tired: VecDeque::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.woken.is_empty() && self.tired.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.woken.clear();
        self.tired.clear();
    }

    /// One comes that had nothing to do before.
    pub(super) fn push_woken(&mut self, waiting: W, now: Instant) {
        self.woken.push_back((waiting, now));
    }

    /// One comes that has had its turn.
    pub(super) fn push_tired(&mut self, waiting: W, now: Instant) {
        self.tired.push_back((waiting, now));
    }

    /// Whose turn it is.
    pub(super) fn pop(&mut self) -> Option<W> {
        let tired_first = match (self.woken.front(), self.tired.front()) {
            (Some((_, woken)), Some((_, tired))) => woken.saturating_duration_since(*tired) >= TURN,
            (woken, _) => woken.is_none(),
        };
        let queue = if tired_first { &mut self.tired } else { &mut self.woken };
        queue.pop_front().map(|(waiting, _)| waiting)
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn one_that_computes_lets_talkers_go_first_for_a_turn() {
        let start = Instant::now();
        let mut turns = Turns::new();
        turns.push_tired("hog", start);
        // Two that talk to each other: each comes again as soon as the other has had its turn.
        for ms in 0..10 {
            turns.push_woken("talker", start + Duration::from_millis(ms));
            assert_eq!(turns.pop(), Some("talker"));
        }
        turns.push_woken("talker", start + TURN);
        assert_eq!([turns.pop(), turns.pop(), turns.pop()], [Some("hog"), Some("talker"), None]);
        assert!(turns.is_empty());
    }

    #[test]
    fn one_that_was_woken_is_not_kept_waiting_by_many_that_compute() {
        let mut now = Instant::now();
        let mut turns = Turns::new();
        (0..3).for_each(|hog| turns.push_tired(hog, now));
        now += TURN;
        turns.push_woken(7, now + Duration::from_millis(1));
        // Each has a turn, and comes again.
        let mut next = || {
            let next = turns.pop().unwrap();
            now += TURN;
            turns.push_tired(next, now);
            next
        };
        assert_eq!([next(), next(), next(), next(), next()], [0, 1, 2, 7, 0]);
    }
}

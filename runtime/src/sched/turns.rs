//! Who is next at the gate, of those who wait there.
//!
//! One that had nothing to do and has been given something, *woken*, goes before one that has had a turn and wants
//! another, *tired*: two goroutines of different homes that talk to each other do not wait for one that computes on a third
//! at each message. But they get no more than it does: when a tired one has waited for a turn's time, it goes first.

#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long one that has had its turn waits at most behind others that come and go: a time slice.
const TURN: Duration = Duration::from_millis(10);

/// The queues.
pub(super) struct Turns<W> {
    woken: VecDeque<W>,
    /// Each with the time since which it waits.
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

    /// One waits that had nothing to do before.
    pub(super) fn push_woken(&mut self, waiting: W) {
        self.woken.push_back(waiting);
    }

    /// One waits that has had its turn.
    pub(super) fn push_tired(&mut self, waiting: W, now: Instant) {
        self.tired.push_back((waiting, now));
    }

    /// Whose turn it is.
    pub(super) fn pop(&mut self, now: Instant) -> Option<W> {
        let waits_long = |&(_, since): &(W, Instant)| now.saturating_duration_since(since) >= TURN;
        if !self.tired.front().is_some_and(waits_long)
            && let Some(woken) = self.woken.pop_front()
        {
            return Some(woken);
        }
        self.tired.pop_front().map(|(tired, _)| tired)
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_woken_go_first_and_the_tired_after_a_turn() {
        let start = Instant::now();
        let mut turns = Turns::new();
        turns.push_tired("hog", start);
        // Two that talk to each other: each waits again as soon as the other has had its turn.
        for ms in 0..10 {
            turns.push_woken("talker");
            assert_eq!(turns.pop(start + Duration::from_millis(ms)), Some("talker"));
        }
        turns.push_woken("talker");
        turns.push_tired("another hog", start + Duration::from_millis(9));
        let late = start + Duration::from_millis(10);
        assert_eq!([turns.pop(late), turns.pop(late)], [Some("hog"), Some("talker")]);
        assert_eq!([turns.pop(late), turns.pop(late)], [Some("another hog"), None]);
        assert!(turns.is_empty());
    }
}

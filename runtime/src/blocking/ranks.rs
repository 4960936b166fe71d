//! How many threads the pool has, and what each is to do next. Numbers only, behind the pool's lock.
//!
//! A thread is *bound* (a message in the pool's channel is meant for it, or it is at work) or *idle*. Idle threads differ
//! in nothing, so whoever sends a message *claims* any one of them by counting it off first. Hence
//!
//! - the messages in the channel, sent or about to be, are one for each bound thread that is not at work, and those of the
//!   *backlog*, for which there is no thread yet;
//! - there is a backlog only while no thread is idle: a thread that is done takes on the backlog before it is idle;
//! - a backlog is never alone: it comes to be only if there are threads, and a thread does not leave one behind, unless
//!   there are more threads than the limit, which is at least one.
//!
//! Idle threads take their turn, the one that has waited longest first, as the channel has it. So under a light load each of
//! a hundred idle threads gets something to do before its patience is over. Therefore the lowest number of idle threads in
//! a period is watched: as many were not needed, and as many threads leave after it, each when it has ended a call.

#![forbid(unsafe_code)]

use std::time::{Duration, Instant};

/// The numbers.
pub(super) struct Ranks {
    limit: usize,
    threads: usize,
    idle: usize,
    backlog: usize,
    keep_alive: Duration,
    /// The lowest number of idle threads in this period.
    spare: usize,
    period_end: Option<Instant>,
}

/// What becomes of a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A thread that was idle will take it.
    Claimed,
    /// A thread is to be started for it.
    Grow,
    /// It waits for a thread that is at work.
    Queued,
}

/// What a thread does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// There is a message for it.
    Bound,
    /// It waits for a message as long as it is kept alive.
    Idle,
    /// It ends.
    Leave,
}

impl Ranks {
    pub(super) fn new(limit: usize, keep_alive: Duration) -> Ranks {
        Ranks { limit, threads: 0, idle: 0, backlog: 0, keep_alive, spare: 0, period_end: None }
    }

    pub(super) fn keep_alive(&self) -> Duration {
        self.keep_alive
    }

    pub(super) fn set_keep_alive(&mut self, keep_alive: Duration) -> Duration {
        self.period_end = None;
        std::mem::replace(&mut self.keep_alive, keep_alive)
    }

    /// A call comes.
    pub(super) fn enter(&mut self) -> Entry {
        if self.idle > 0 {
            self.claim();
            Entry::Claimed
        } else if self.threads < self.limit {
            Entry::Grow
        } else {
            self.backlog += 1;
            Entry::Queued
        }
    }

    /// An idle thread is one no more.
    fn claim(&mut self) {
        self.idle -= 1;
        self.spare = self.spare.min(self.idle);
    }

    /// The thread has been started.
    pub(super) fn grown(&mut self) {
        self.threads += 1;
    }

    /// The thread could not be started. Whether the call may wait for another one; then it is in the backlog.
    pub(super) fn refused(&mut self) -> bool {
        if self.threads > 0 {
            self.backlog += 1;
        }
        self.threads > 0
    }

    /// A thread has ended a call.
    pub(super) fn done(&mut self, now: Instant) -> Next {
        if self.threads > self.limit {
            self.threads -= 1;
            return Next::Leave;
        }
        if self.backlog > 0 {
            self.backlog -= 1;
            return Next::Bound;
        }
        if self.period_end.is_none_or(|end| now >= end) {
            if self.period_end.is_some() && self.spare > 0 {
                self.spare -= 1;
                self.threads -= 1;
                return Next::Leave;
            }
            self.period_end = now.checked_add(self.keep_alive);
            self.spare = self.idle;
        }
        self.idle += 1;
        Next::Idle
    }

    /// A thread has waited as long as an idle one is kept alive.
    pub(super) fn waited_long(&mut self) -> Next {
        // If none is idle, there is a message for this one.
        if self.idle == 0 {
            return Next::Bound;
        }
        self.claim();
        self.threads -= 1;
        Next::Leave
    }

    /// Sets the limit. Returns the one before, and how many idle threads are to be told to leave.
    pub(super) fn set_limit(&mut self, limit: usize) -> (usize, usize) {
        let leaving = self.threads.saturating_sub(limit).min(self.idle);
        for _ in 0..leaving {
            self.claim();
        }
        self.threads -= leaving;
        (std::mem::replace(&mut self.limit, limit), leaving)
    }

    /// Whether the limit allows another thread for the backlog.
    pub(super) fn wants_more(&self) -> bool {
        self.backlog > 0 && self.threads < self.limit
    }

    /// A thread has been started for the backlog.
    pub(super) fn grown_for_backlog(&mut self) {
        self.backlog -= 1;
        self.threads += 1;
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    const KEEP_ALIVE: Duration = Duration::from_secs(10);

    fn grow(ranks: &mut Ranks) {
        assert_eq!(ranks.enter(), Entry::Grow);
        ranks.grown();
    }

    #[test]
    fn a_free_thread_goes_before_a_new_one_and_the_backlog_before_a_rest() {
        let now = Instant::now();
        let mut ranks = Ranks::new(2, KEEP_ALIVE);
        grow(&mut ranks);
        assert_eq!(ranks.done(now), Next::Idle);
        assert_eq!(ranks.enter(), Entry::Claimed);
        grow(&mut ranks);
        assert_eq!(ranks.enter(), Entry::Queued);
        assert_eq!(ranks.done(now), Next::Bound);
        assert_eq!(ranks.done(now), Next::Idle);
        assert_eq!(ranks.done(now), Next::Idle);
        assert_eq!(ranks.waited_long(), Next::Leave);
        assert_eq!(ranks.enter(), Entry::Claimed);
        assert_eq!(ranks.waited_long(), Next::Bound);
    }

    // SC-17
    #[test]
    fn a_refusal_is_passed_on_only_if_there_is_nobody_to_wait_for() {
        let mut ranks = Ranks::new(3, KEEP_ALIVE);
        assert_eq!(ranks.enter(), Entry::Grow);
        assert!(!ranks.refused());
        grow(&mut ranks);
        assert_eq!(ranks.enter(), Entry::Grow);
        assert!(ranks.refused());
        assert!(ranks.wants_more());
        assert_eq!(ranks.done(Instant::now()), Next::Bound);
        assert!(!ranks.wants_more());
    }

    #[test]
    fn the_limit_may_change_at_any_time() {
        let now = Instant::now();
        let mut ranks = Ranks::new(4, KEEP_ALIVE);
        (0..4).for_each(|_| grow(&mut ranks));
        assert_eq!(ranks.done(now), Next::Idle);
        assert_eq!(ranks.done(now), Next::Idle);
        assert_eq!(ranks.set_limit(1), (4, 2));
        assert_eq!(ranks.enter(), Entry::Queued);
        assert_eq!(ranks.done(now), Next::Leave);
        assert_eq!(ranks.enter(), Entry::Queued);
        assert_eq!(ranks.set_limit(2), (1, 0));
        assert!(ranks.wants_more());
        ranks.grown_for_backlog();
        assert!(!ranks.wants_more());
        assert_eq!(ranks.done(now), Next::Bound);
        assert_eq!(ranks.done(now), Next::Idle);
    }

    #[test]
    fn threads_that_were_not_needed_for_a_period_leave_under_a_light_load() {
        let mut now = Instant::now();
        let mut ranks = Ranks::new(100, KEEP_ALIVE);
        (0..50).for_each(|_| grow(&mut ranks));
        (0..50).for_each(|_| assert_eq!(ranks.done(now), Next::Idle));
        let mut left = 0;
        for _ in 0..400 {
            now += Duration::from_millis(100);
            assert_eq!(ranks.enter(), Entry::Claimed);
            left += usize::from(ranks.done(now) == Next::Leave);
        }
        assert_eq!((left, ranks.threads, ranks.idle), (49, 1, 1));
    }
}

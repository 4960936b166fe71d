//! How many workers run goroutines at a time: Go's `GOMAXPROCS`, when it is less than there are workers.
//!
//! A started goroutine stays with its worker, so a worker cannot be dismissed. If there are more workers than may run at a
//! time, they take turns: who wants to run goroutines enters the gate, which admits as many as may run, and leaves it when
//! it has nothing to do, or when the watch has had it look around (every ten milliseconds) and others wait. While there
//! are no more workers than may run, which is the rule, the gate stands open and costs a load a turn.
//!
//! There are more workers than may run after [`set_limit`] with a smaller number, or after the watch has hired a spare: a
//! worker that sleeps in a system call of its goroutine's is sent *away*, which makes room for another, and has to be
//! admitted again when it comes back.
//!
//! Invariants, under the gate's lock: `admitted` is the number of homes whose standing is `In`; homes in `waiting` have the standing
//! `Waiting`; if somebody waits, `admitted` has reached the limit. So nobody waits beside room.
//!
//! Rejected: moving what has not started to the workers that may run and letting the others sleep. Their started goroutines
//! would never go on.

#![forbid(unsafe_code)]

use crate::task::home::{Home, Local};
use crate::task::pass::Standing;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// There are more workers than may run.
static CLOSED: AtomicBool = AtomicBool::new(false);

/// How many may run at a time.
static LIMIT: AtomicUsize = AtomicUsize::new(0);

static GATE: Mutex<Gate> = Mutex::new(Gate { admitted: 0, waiting: VecDeque::new() });

struct Gate {
    admitted: usize,
    waiting: VecDeque<&'static Home>,
}

fn gate() -> MutexGuard<'static, Gate> {
    GATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many workers may run at a time.
pub(crate) fn limit() -> usize {
    LIMIT.load(Ordering::Acquire)
}

/// Whether there are more workers than may run.
#[inline]
pub(crate) fn is_closed() -> bool {
    CLOSED.load(Ordering::Relaxed)
}

/// Whether another worker would be admitted now; may be out of date at once.
pub(crate) fn has_room() -> bool {
    !is_closed() || gate().admitted < limit()
}

/// Sets how many of so many workers may run at a time. Returns the number before.
pub(crate) fn set_limit(limit: usize, workers: usize) -> usize {
    let mut gate = gate();
    let before = LIMIT.swap(limit, Ordering::AcqRel);
    close_for(workers);
    gate.admit();
    before
}

/// There are so many workers now.
pub(crate) fn count_workers(workers: usize) {
    let _gate = gate();
    close_for(workers);
}

/// Closes the gate, for good, if there are more workers than may run.
fn close_for(workers: usize) {
    if workers > limit() {
        CLOSED.store(true, Ordering::SeqCst);
    }
}

impl Gate {
    fn admit(&mut self) {
        while self.admitted < limit()
            && let Some(home) = self.waiting.pop_front()
        {
            self.admitted += 1;
            home.pass.set(Standing::In);
            home.unpark();
        }
    }

    fn dismiss(&mut self, home: &Home, to: Standing) {
        if home.pass.get() == Standing::In {
            self.admitted -= 1;
        }
        home.pass.set(to);
        self.admit();
    }
}

/// The home's worker is about to run a goroutine: waits until it may. `around`: it was told to look around, so others who
/// wait come first.
#[inline]
pub(crate) fn enter(local: &Local, around: bool) {
    if is_closed() {
        enter_closed(local, around);
    }
}

#[cold]
fn enter_closed(local: &Local, around: bool) {
    let home = local.home;
    if home.pass.get() == Standing::In && !around {
        return;
    }
    let mut gate = gate();
    if home.pass.get() == Standing::In {
        if gate.waiting.is_empty() && gate.admitted <= limit() {
            return;
        }
        gate.dismiss(home, Standing::Out);
    }
    home.published.idle.store(true, Ordering::Release);
    home.pass.set(Standing::Waiting);
    gate.waiting.push_back(home);
    gate.admit();
    drop(gate);
    while home.pass.get() == Standing::Waiting {
        thread::park();
    }
    home.published.idle.store(false, Ordering::Release);
}

/// The home's worker has nothing to run.
pub(crate) fn leave(local: &Local) {
    if is_closed() && local.home.pass.get() != Standing::Out {
        gate().dismiss(local.home, Standing::Out);
    }
}

/// The watch: the home's worker sleeps in a system call, so another may run. While the gate stands open there is room anyway;
/// a standing that the worker would not change back when it returns must not be given then, for nobody waits for one that is
/// away (`has_slipped_through`).
pub(crate) fn send_away(home: &'static Home) {
    if !is_closed() {
        return;
    }
    let mut gate = gate();
    if matches!(home.pass.get(), Standing::Out | Standing::In) {
        gate.dismiss(home, Standing::Away);
    }
}

/// Whether a worker waits to be admitted.
pub(crate) fn somebody_waits() -> bool {
    is_closed() && !gate().waiting.is_empty()
}

/// Whether more are admitted than may run now.
pub(crate) fn is_overfull() -> bool {
    gate().admitted > limit()
}

/// Whether the home may be running a goroutine that it has begun to run before the gate was closed.
pub(crate) fn has_slipped_through(home: &Home) -> bool {
    home.pass.get() == Standing::Out && !home.published.idle.load(Ordering::Acquire) && !home.inbox.is_asleep()
}

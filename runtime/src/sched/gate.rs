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
//! Who of them comes first, `turns.rs` says.
//!
//! *Shut.* When main has ended the gate lets nobody in: nothing is heard of other goroutines while the process ends.
//! Should it not end (a program may call a `#[goroutine] fn main` and go on), the thread that had called main opens the
//! gate when it uses the runtime again, or the watch does a while later.
//!
//! Invariants, under the gate's lock, while it is closed: `admitted` is the number of homes whose standing is `In`; homes in
//! `waiting` have the standing `Waiting`; if somebody waits, `admitted` has reached the limit. So nobody waits beside
//! room. While the gate is open, every standing is `Out`.
//!
//! A worker that was idle says that it is not any more, and then looks whether the gate is closed; whoever closes the gate does
//! so, and then looks who is idle. Both are sequentially consistent, so one of the two sees the other, and nobody runs unseen.
//!
//! Rejected: moving what has not started to the workers that may run and letting the others sleep. Their started goroutines
//! would never go on.

#![forbid(unsafe_code)]

use super::roster;
use super::turns::Turns;
use crate::base::shim::{self, AtomicBool, AtomicUsize, Condvar, Mutex, MutexGuard, Ordering};
use crate::task::home::{Home, Local};
use crate::task::pass::Standing;
use std::sync::PoisonError;
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// How long after main's return the process is taken to be ending.
const FAREWELL: Duration = Duration::from_secs(2);

shim::statics! {
    /// There are more workers than may run, or the gate is shut.
    static CLOSED: AtomicBool = AtomicBool::new(false);

    /// How many may run at a time.
    static LIMIT: AtomicUsize = AtomicUsize::new(0);

    /// Main has ended.
    static SHUT: AtomicBool = AtomicBool::new(false);

    static GATE: Mutex<Gate> = Mutex::new(Gate { admitted: 0, waiting: Turns::new(), returned: None });

    /// Those who wait for the end of the process.
    static REOPENED: Condvar = Condvar::new();
}

struct Gate {
    admitted: usize,
    waiting: Turns<&'static Home>,
    /// Which thread has returned from main, and when.
    returned: Option<(ThreadId, Instant)>,
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
    gate.suit(workers);
    before
}

/// There are so many workers now.
pub(crate) fn count_workers(workers: usize) {
    gate().suit(workers);
}

impl Gate {
    /// Closes the gate if there are more workers than may run, and opens it if there are not.
    fn suit(&mut self, workers: usize) {
        if workers > limit() || is_shut() {
            CLOSED.store(true, Ordering::SeqCst);
            self.admit();
        } else if is_closed() {
            self.open();
        }
    }

    fn open(&mut self) {
        CLOSED.store(false, Ordering::SeqCst);
        self.admitted = 0;
        self.waiting.clear();
        for home in roster::homes() {
            let waited = home.pass.get() == Standing::Waiting;
            home.pass.set(Standing::Out);
            if waited {
                home.unpark();
            }
        }
    }

    fn admit(&mut self) {
        while self.admitted < limit()
            && let Some(home) = self.waiting.pop()
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

/// The home's worker is about to run a goroutine: whether it may at once. If not, it stands in the queue, and
/// [`waits`](wait). `around`: it was told to look around, so others who wait come first.
#[inline]
pub(crate) fn enter(local: &Local, around: bool) -> bool {
    !is_closed() || enter_closed(local, around)
}

#[cold]
fn enter_closed(local: &Local, around: bool) -> bool {
    let home = local.home;
    if is_shut() {
        home.published.idle.store(true, Ordering::Release);
        wait_while_shut();
        home.published.idle.store(false, Ordering::Release);
    }
    if home.pass.get() == Standing::In && !around {
        return true;
    }
    let mut gate = gate();
    if !is_closed() {
        return true;
    }
    let tired = home.pass.get() == Standing::In;
    if tired {
        if gate.waiting.is_empty() && gate.admitted <= limit() {
            return true;
        }
        gate.admitted -= 1;
    }
    home.pass.set(Standing::Waiting);
    // Who has had a turn stands behind the others, so they are admitted first.
    if tired {
        gate.waiting.push_tired(home, shim::now());
    } else {
        gate.waiting.push_woken(home, shim::now());
    }
    gate.admit();
    home.pass.get() != Standing::Waiting
}

/// Waits until the home, which has [`enter`]ed, is admitted.
#[cold]
pub(crate) fn wait(local: &Local) {
    let home = local.home;
    home.published.idle.store(true, Ordering::Release);
    while home.pass.get() == Standing::Waiting {
        shim::thread::park();
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
/// away ([`runs_beyond_the_limit`]).
pub(crate) fn send_away(home: &'static Home) {
    if !is_closed() {
        return;
    }
    let mut gate = gate();
    if is_closed() && matches!(home.pass.get(), Standing::Out | Standing::In) {
        gate.dismiss(home, Standing::Away);
    }
}

/// Whether a worker waits to be admitted.
pub(crate) fn somebody_waits() -> bool {
    is_closed() && !gate().waiting.is_empty()
}

/// Whether the home may be running a goroutine though fewer may: it was admitted when more could be, or it has begun to run it
/// before the gate was closed.
pub(crate) fn runs_beyond_the_limit(home: &Home) -> bool {
    let gate = gate();
    match home.pass.get() {
        _ if !is_closed() => false,
        Standing::In => gate.admitted > limit(),
        Standing::Out => !home.published.idle.load(Ordering::SeqCst) && !home.inbox.is_asleep(),
        Standing::Waiting | Standing::Away => false,
    }
}

/// Main has ended, and with it the process: each worker stops when it next enters.
pub(crate) fn shut() {
    let _gate = gate();
    SHUT.store(true, Ordering::SeqCst);
    CLOSED.store(true, Ordering::SeqCst);
    for home in roster::homes() {
        // A goroutine that computes, or waits in place, comes to its next safe point.
        home.slice_over.store(true, Ordering::Relaxed);
    }
}

/// Whether main has ended.
#[inline]
pub(crate) fn is_shut() -> bool {
    SHUT.load(Ordering::SeqCst)
}

/// Stops the calling thread while the gate is shut: for as long as the process is there, as a rule.
pub(crate) fn wait_while_shut() {
    if !is_shut() {
        return;
    }
    let mut gate = gate();
    while is_shut() {
        gate = REOPENED.wait(gate).unwrap_or_else(PoisonError::into_inner);
    }
}

/// The calling thread is about to return from main, and the process with it.
pub(crate) fn main_returns() {
    gate().returned = Some((thread::current().id(), shim::now()));
}

/// The runtime is used from outside. If that is the thread that has returned from main, the process goes on.
pub(crate) fn go_on_after_main() {
    if is_shut() {
        go_on_if(|by, _| by == thread::current().id());
    }
}

/// The watch: main has returned some time ago, and the process is still there.
pub(crate) fn go_on_without_main() {
    if is_shut() {
        go_on_if(|_, at| at.elapsed() >= FAREWELL);
    }
}

fn go_on_if(sure: impl FnOnce(ThreadId, Instant) -> bool) {
    let mut gate = gate();
    if gate.returned.is_some_and(|(by, at)| sure(by, at)) {
        gate.returned = None;
        SHUT.store(false, Ordering::SeqCst);
        gate.suit(roster::homes().len());
        REOPENED.notify_all();
    }
}

//! The threads for blocking calls.
//!
//! One channel, crossbeam's, leads to all of them; `ranks` says who is idle and when a thread is started or ends, and the
//! threads do what it says. Threads are started under the ranks' lock, so that a refusal by the system is decided upon with
//! the numbers of that moment: a call that is put into the backlog has a thread to wait for. A lock of std does, although
//! goroutines take it, for nobody parks while holding it.
//!
//! *The deadlock report* counts the threads of the process that are neither the runtime's own nor blocked in one of our
//! operations. A thread of the pool counts as own only while it is idle. It says so itself, *after* it has woken the
//! goroutine of its last call; and whoever takes it off the idle ones (a caller that claims it, itself when it ends) takes it
//! off the own ones first. Therefore:
//!
//! - *No false alarm.* A thread that has a call to run, runs it, or has a goroutine to wake is not own, nor is one that
//!   ends and may run a user's thread-local destructors. Where a thread is claimed before it has come to count itself, the
//!   sum is too small for a moment, which only puts a report off; it is never too large. The system's number of threads is
//!   read before that of the own ones. A thread that becomes idle in between has woken its goroutine before, and the report
//!   looks at the homes once more in the end. A thread that was started in between has first to run the call that it
//!   was started for, to the same effect.
//! - *None is missed.* When all calls have ended, all threads have counted themselves or are gone. Until the last has, the
//!   watch only knows of a thread that might wake somebody, and then it looks again.

#![forbid(unsafe_code)]

use super::call::Job;
use super::ranks::{Entry, Next, Ranks};
use crate::base::shim::channel::{Receiver, Sender, unbounded};
use crate::base::shim::{self, Mutex, MutexGuard};
use crate::base::{bare_thread, fork, threads};
use crate::sched::{gate, roster};
use crossbeam_channel::RecvTimeoutError;
use std::sync::{LazyLock, PoisonError};
use std::time::Duration;
use std::{env, io};

/// How many threads there are at most, unless somebody says otherwise. Go's limit is 10,000, but what reaches it is an error
/// there; here calls wait.
const LIMIT: usize = 512;

/// How long an idle thread waits before it ends.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

shim::statics! {
    static POOL: LazyLock<Pool> = LazyLock::new(Pool::new);
}

struct Pool {
    ranks: Mutex<Ranks>,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
}

enum Message {
    Run(Job),
    Leave,
}

/// Has a thread run the job, and wakes its goroutine afterwards.
///
/// # Errors
///
/// The system refuses a thread, and there is no other one.
pub(super) fn submit(job: Job) -> io::Result<()> {
    let mut ranks = POOL.ranks();
    match ranks.enter() {
        Entry::Claimed => roster::uncount_own_thread(),
        Entry::Grow => match start_thread() {
            Ok(()) => ranks.grown(),
            Err(refusal) if !ranks.refused() => return Err(refusal),
            Err(_) => {}
        },
        Entry::Queued => {}
    }
    drop(ranks);
    POOL.send(Message::Run(job));
    Ok(())
}

/// Sets how many threads there are at most, and returns the number before.
pub(crate) fn set_limit(limit: usize) -> usize {
    fork::refuse();
    let mut ranks = POOL.ranks();
    let (before, leaving) = ranks.set_limit(limit);
    let wants_more = ranks.wants_more();
    (0..leaving).for_each(|_| roster::uncount_own_thread());
    drop(ranks);
    (0..leaving).for_each(|_| POOL.send(Message::Leave));
    if wants_more {
        // If it is refused, the backlog waits for the threads that are there. Bare, for the sake of the output capture.
        let _ = bare_thread::run(start_threads_for_backlog);
    }
    before
}

/// Sets how long an idle thread waits before it ends, and returns the time before.
pub(crate) fn set_keep_alive(keep_alive: Duration) -> Duration {
    fork::refuse();
    POOL.ranks().set_keep_alive(keep_alive)
}

fn start_threads_for_backlog() {
    let mut ranks = POOL.ranks();
    while ranks.wants_more() && start_thread().is_ok() {
        ranks.grown_for_backlog();
    }
}

/// Starts a thread for which there is a message, or will be. It inherits no output capture, because workers and bare
/// threads have none.
fn start_thread() -> io::Result<()> {
    threads::start("goroutines-blocking".to_owned(), serve)
}

impl Pool {
    fn new() -> Pool {
        let given = env::var("GOROUTINES_MAX_BLOCKING_THREADS").ok().and_then(|text| text.trim().parse().ok());
        let limit = given.filter(|&limit| limit > 0).unwrap_or(LIMIT);
        let (sender, receiver) = unbounded();
        Pool { ranks: Mutex::new(Ranks::new(limit, KEEP_ALIVE)), sender, receiver }
    }

    fn ranks(&self) -> MutexGuard<'_, Ranks> {
        // Nothing that can panic stands between two changes that belong together.
        self.ranks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, message: Message) {
        if self.sender.send(message).is_err() {
            unreachable!("the pool has a receiver, and lives as long as the process");
        }
    }
}

fn serve() {
    let mut next = Next::Bound;
    while next != Next::Leave {
        // Also if there is a message for it: an idle thread may take that one, and then this is the one that is idle.
        let keep_alive = POOL.ranks().keep_alive();
        next = match POOL.receiver.recv_timeout(keep_alive) {
            Ok(Message::Run(mut job)) => {
                // Of a goroutine's call nothing is heard either when main has ended.
                gate::wait_while_shut();
                job.run();
                if fork::is_child() {
                    // The goroutine waits in the parent, where this thread goes on as well.
                    return;
                }
                let next = POOL.ranks().done(shim::now());
                job.hand_back();
                if next == Next::Idle {
                    roster::count_own_thread();
                }
                next
            }
            Ok(Message::Leave) | Err(RecvTimeoutError::Disconnected) => Next::Leave,
            Err(RecvTimeoutError::Timeout) => {
                let mut ranks = POOL.ranks();
                let next = ranks.waited_long();
                if next == Next::Leave {
                    roster::uncount_own_thread();
                }
                next
            }
        }
    }
}

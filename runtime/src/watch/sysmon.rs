//! The watch: one thread that looks at the workers every ten milliseconds while any of them is awake.
//!
//! It ends time slices, wakes a thief for goroutines that their owner has not started, and, when all workers
//! sleep, asks whether they ever can be woken again. Then it sleeps as well, so that an idle process uses no
//! processor. In between it fires the callbacks that are due (`drive/timers.rs`).

#![forbid(unsafe_code)]

use super::deadlock::{self, Verdict};
use super::report;
use super::stuck::{self, Seen};
use crate::base::{clock, stderr, threads};
use crate::drive::{poll, timers};
use crate::engine::limits;
use crate::engine::ulimit::NoThread;
use crate::sched::{gate, idle, place, roster};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A time slice: Go's ten milliseconds.
const SLICE: Duration = Duration::from_millis(10);

/// How long the watch sleeps between two looks at a program that only a foreign thread can wake.
const LONGEST_DOUBT: Duration = Duration::from_secs(1);

/// Whether the watch's thread has been started.
static STARTED: AtomicBool = AtomicBool::new(false);

/// Starts the watch's thread. Without it the runtime works, but slices do not end, and there are no callbacks.
pub(crate) fn start() {
    if let Err(refusal) = try_to_start() {
        stderr::report(format_args!(
            "goroutines: no thread for the watch: {}; going on without it: time slices will not end, a deadlock will not \
             be reported, and a timer that calls a function panics\n",
            NoThread(&refusal)
        ));
    }
}

/// Makes sure that there is somebody to fire a callback.
///
/// # Panics
///
/// If the system has refused the watch a thread when the runtime started, and does so again.
#[track_caller]
pub(crate) fn ensure() {
    if !STARTED.load(Ordering::Acquire)
        && let Err(error) = try_to_start()
    {
        panic!("no timer, for the watch has no thread: {}", NoThread(&error));
    }
}

fn try_to_start() -> io::Result<()> {
    static STARTING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if !STARTED.load(Ordering::Acquire) {
        threads::start("goroutines-watch".to_owned(), || {
            timers::set_watch();
            watch();
        })?;
        roster::count_own_thread();
        STARTED.store(true, Ordering::Release);
    }
    Ok(())
}

fn watch() -> ! {
    let mut seen = Vec::new();
    let mut doubt = SLICE;
    let mut end_of_slice = Instant::now();
    loop {
        timers::fire_due();
        if let Some(shortage) = limits::news() {
            report::no_stack_for_now(shortage);
        }
        let before = idle::awakenings();
        if idle::sleepers() < roster::homes().len() {
            timers::sleep(Some(end_of_slice));
            doubt = SLICE;
        } else {
            match deadlock::examine() {
                Verdict::Fine => idle::watch_sleeps(None, before),
                verdict => {
                    if let Verdict::Untold(refusal) = verdict
                        && doubt == LONGEST_DOUBT
                    {
                        deadlock::cannot_tell(&refusal);
                    }
                    idle::watch_sleeps(Some(Instant::now() + doubt), before);
                    doubt = (doubt * 2).min(LONGEST_DOUBT);
                }
            }
        }
        let now = Instant::now();
        if end_of_slice <= now {
            clock::advance();
            end_slices(&mut seen);
            end_of_slice = now + SLICE;
        }
    }
}

/// Flags the workers that are still in the slice of the last look, and sees to those that are stuck.
fn end_slices(seen: &mut Vec<Seen>) {
    gate::go_on_without_main();
    let homes = roster::homes();
    seen.resize_with(homes.len(), Seen::default);
    let mut waiting = false;
    for (home, seen) in homes.iter().zip(seen) {
        stuck::count_long_slice(home, seen);
        let same = seen.is_still_in_its_slice(home);
        if !home.inbox.is_asleep() {
            home.look.store(true, Ordering::Relaxed);
            if same {
                home.slice_over.store(true, Ordering::Relaxed);
                // It does not look itself; and others may wait for its sockets, or have to hear that they wait for it.
                poll::look(home);
                place::release_assigned(home);
                stuck::see_to(home, seen);
            }
        }
        waiting |= home.has_unstarted();
    }
    if waiting && idle::sleepers() > 0 {
        idle::wake_one();
    }
}

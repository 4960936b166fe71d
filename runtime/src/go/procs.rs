//! Changing how many workers run goroutines at a time.

#![forbid(unsafe_code)]

use crate::sched::crew;
use crate::sched::{gate, roster};
use crate::task::current;
use crate::task::home::Home;
use crate::task::reason::Reason;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use crate::watch::stuck;
use std::panic::Location;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How much time a goroutine that runs is given to come to a safe point: processor time, of which there may be little, or any
/// time if it sleeps in a system call.
const PATIENCE: Duration = Duration::from_millis(100);

/// How long it is waited for at most.
const MOST_PATIENCE: Duration = Duration::from_secs(2);

/// How often is looked whether it has.
const PAUSE: Duration = Duration::from_micros(50);

/// Sets the limit, hires workers up to it or waits until those beyond it have stopped, and returns the limit before.
#[track_caller]
pub(crate) fn set(limit: usize) -> usize {
    let Ok(before) = crew::staff(limit) else { unreachable!("the runtime has started, so there are workers") };
    if limit < before {
        wait_for_the_others(Site { reason: Reason::Sleep, location: Location::caller() });
    }
    before
}

/// Waits until every worker that runs goroutines has been admitted.
fn wait_for_the_others(site: Site) {
    for home in roster::homes() {
        home.look.store(true, Ordering::Relaxed);
        home.slice_over.store(true, Ordering::Relaxed);
    }
    if let Some(local) = current::local()
        && !gate::enter(local, true)
    {
        gate::wait(local);
    }
    let start = Instant::now();
    let here = current::local().map(|local| local.home.index);
    let others = roster::homes().iter().filter(|home| Some(home.index) != here);
    let others: Vec<_> = others.map(|home| (home, processor_time(home))).collect();
    let is_awaited = |home: &Home, before: Option<Duration>| {
        start.elapsed() < PATIENCE || !stuck::sleeps(home) && has_used_little(home, before)
    };
    while start.elapsed() < MOST_PATIENCE
        && others.iter().any(|&(home, before)| gate::runs_beyond_the_limit(home) && is_awaited(home, before))
    {
        sleep_until(Instant::now().checked_add(PAUSE), site);
    }
}

fn processor_time(home: &Home) -> Option<Duration> {
    home.thread_clock.get()?.read()
}

/// Whether the home's thread has had less than [`PATIENCE`] of processor time since it had used this much.
fn has_used_little(home: &Home, before: Option<Duration>) -> bool {
    let used = processor_time(home).zip(before).map(|(now, before)| now.saturating_sub(before));
    used.is_some_and(|used| used < PATIENCE)
}

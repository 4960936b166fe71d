//! Changing how many workers run goroutines at a time.

#![forbid(unsafe_code)]

use crate::sched::crew;
use crate::sched::{gate, roster};
use crate::task::current;
use crate::task::reason::Reason;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::Site;
use std::panic::Location;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How long a goroutine that runs is given to come to a safe point.
const PATIENCE: Duration = Duration::from_millis(100);

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
    let too_many = || gate::is_overfull() || roster::homes().iter().any(|home| gate::has_slipped_through(home));
    while too_many() && start.elapsed() < PATIENCE {
        sleep_until(Instant::now().checked_add(PAUSE), site);
    }
}

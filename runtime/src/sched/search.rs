//! What a worker does that has nothing of its own: it looks for goroutines to steal, polls its inbox for a
//! while, and then sleeps.

#![forbid(unsafe_code)]

use super::{gate, idle, place, roster};
use crate::base::processors::processors;
use crate::base::random;
use crate::base::spin::spin;
use crate::task::home::{Home, Local, OwnedCounter};
use crate::task::record::TaskRef;
use crossbeam_deque::Steal;
use std::hint::spin_loop;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

/// How long a worker polls at most before it sleeps. A futex wake-up costs tens of microseconds, so polling for
/// about as long costs no more than twice the optimum.
const POLLING: Duration = Duration::from_micros(50);

/// How long a worker polls at least, when it has not paid lately: each sleep that lasts longer than [`POLLING`] halves
/// the time, and the first that would have been spared restores it.
const LEAST_POLLING: Duration = Duration::from_micros(2);

/// Between two looks at the own inbox, in nanoseconds.
const PAUSE: u32 = 60;

/// Every so many of them a thief looks at the others. Each look takes away the lines of the cache that they write to with each
/// goroutine that they start, and costs them more than starting it.
const LOOK_AT_OTHERS: u32 = 8;

/// How long a short queue is left to its owner.
const LEFT_ALONE: Duration = Duration::from_micros(10);

/// A queue of goroutines that only pass something on, of which its owner can do as many soon. It is left to him as long as he gets on
/// with it.
const SHORT: usize = 16;

/// How long a longer one is left to him.
const LEFT_TOGETHER: Duration = Duration::from_micros(20);

/// The same, for what was placed on a home whose worker is still on its way out of its sleep.
const LEFT_TO_COME: Duration = Duration::from_micros(200);

/// A queue of at least this length is halved at once.
const LONG: usize = 4;

/// The same for mail: that was put there to keep the homes balanced.
const LONG_MAIL: usize = 64;

/// What a thief remembers of a victim that it has left alone.
struct Patience {
    victim: usize,
    slices: usize,
    since: Instant,
}

impl Patience {
    /// Whether the victim still has what it had, and has not begun another slice, or has much to do.
    fn is_still(&self, homes: &[&'static Home]) -> bool {
        let victim = homes[self.victim];
        let same = victim.published.slices.load(Ordering::Relaxed) == self.slices;
        victim.has_unstarted() && (same || has_many_light(victim))
    }
}

/// Whether more goroutines that only pass something on wait here than the owner will have started soon.
fn has_many_light(home: &Home) -> bool {
    home.published.light.load(Ordering::Relaxed) && home.fresh.len() > SHORT
}

/// Looks for an unstarted goroutine of another home, and for anything that arrives here. `None`: there is
/// something in the own queues now, or a deadline may be due, or the worker has slept.
pub(crate) fn search(local: &Local) -> Option<TaskRef> {
    let homes = roster::homes();
    let running = gate::limit();
    let crowded = running > processors();
    let most = (running.min(processors()) / 2).max(1);
    if !gate::has_room() || !idle::start_searching(most) {
        sleep(local);
        return None;
    }
    local.home.published.polled.bump();
    let polling = local.polling.get().unwrap_or(POLLING);
    let start = Instant::now();
    let deadline = local.alarms.borrow().first();
    let mut patience = None;
    let mut round = 0_u32;
    loop {
        if local.has_work() {
            local.polling.set(None);
            idle::stop_searching(true);
            return None;
        }
        if round.is_multiple_of(LOOK_AT_OTHERS)
            && local.may_start()
            && let Some(task) = steal(local, homes, &mut patience)
        {
            idle::stop_searching(true);
            return Some(task);
        }
        round += 1;
        if round.is_multiple_of(16) || polling.is_zero() {
            let now = Instant::now();
            if deadline.is_some_and(|deadline| deadline <= now) {
                idle::stop_searching(true);
                return None;
            }
            // A thief that leaves a short queue alone for a while stays for that while.
            let enough = if patience.is_some() { LEFT_TO_COME } else { polling };
            if now - start >= enough || !gate::has_room() {
                break;
            }
            if crowded {
                thread::yield_now();
            }
        }
        spin(PAUSE);
    }
    idle::stop_searching(false);
    sleep(local);
    None
}

/// Sleeps, and learns from it how long to poll the next time.
fn sleep(local: &Local) {
    let start = Instant::now();
    let by_a_socket = idle::sleep(local);
    let polling = if by_a_socket {
        // That is not found by polling the inbox: the next time it sleeps after one look around.
        Some(Duration::ZERO)
    } else if start.elapsed() < POLLING {
        None
    } else {
        Some((local.polling.get().unwrap_or(POLLING) / 2).max(LEAST_POLLING))
    };
    local.polling.set(polling);
}

/// One look at all the other homes.
fn steal(local: &Local, homes: &[&'static Home], patience: &mut Option<Patience>) -> Option<TaskRef> {
    if homes.len() < 2 {
        return None;
    }
    let start = random::below(homes.len());
    for offset in 0..homes.len() {
        let victim = homes[(start + offset) % homes.len()];
        let (fresh, mail) = (victim.fresh.len(), victim.mail.len());
        if victim.index == local.home.index || fresh + mail == 0 {
            if patience.as_ref().is_some_and(|known| known.victim == victim.index) {
                *patience = None;
            }
            continue;
        }
        // What would only unbalance them again is left to its owner, as long as he gets on with it.
        let surplus = place::load(victim).saturating_sub(place::load(local.home));
        // One without a stack for them does not get on at all.
        let starved = victim.published.starved.load(Ordering::Relaxed);
        let light = victim.published.light.load(Ordering::Relaxed);
        let at_once = starved || surplus >= 2 && (!light && fresh >= LONG || mail >= LONG_MAIL);
        if !at_once && !has_waited(victim, patience) {
            continue;
        }
        let stolen = take_from(local, victim, (surplus / 2).max(1));
        if stolen.is_some() {
            if !at_once {
                *patience = None;
            }
            // Its own queue was empty, so what stands there came along; others may have taken some of it already.
            let with_it = u64::try_from(local.fresh.len()).unwrap_or(0);
            let count = &local.home.published.stolen;
            count.store(count.load(Ordering::Relaxed) + 1 + with_it, Ordering::Relaxed);
            return stolen;
        }
    }
    None
}

/// Whether a short queue has stood still for long enough.
fn has_waited(victim: &Home, patience: &mut Option<Patience>) -> bool {
    let slices = victim.published.slices.load(Ordering::Relaxed);
    let many = has_many_light(victim);
    match patience {
        Some(known) if known.victim == victim.index && (many || known.slices == slices) => {
            let comes = victim.published.idle.load(Ordering::Relaxed);
            let enough = match () {
                () if comes => LEFT_TO_COME,
                () if many => LEFT_TOGETHER,
                () => LEFT_ALONE,
            };
            known.since.elapsed() >= enough
        }
        // Of several it is the one that was seen first, as long as it stands still: else none would ever have waited.
        Some(known) if known.victim != victim.index && known.is_still(roster::homes()) => false,
        _ => {
            *patience = Some(Patience { victim: victim.index, slices, since: Instant::now() });
            false
        }
    }
}

/// Takes at most so many at a time.
fn take_from(local: &Local, victim: &Home, most: usize) -> Option<TaskRef> {
    loop {
        let fresh = victim.fresh.steal_batch_with_limit_and_pop(&local.fresh, most);
        if let Steal::Success(task) = fresh {
            return Some(task);
        }
        let mail = victim.mail.steal_batch_with_limit_and_pop(&local.fresh, most);
        match mail {
            Steal::Success(task) => return Some(task),
            Steal::Empty if !fresh.is_retry() => return None,
            Steal::Empty | Steal::Retry => spin_loop(),
        }
    }
}

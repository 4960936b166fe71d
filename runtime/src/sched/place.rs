//! Where an unstarted goroutine is put. The policy is in this room's README.

#![forbid(unsafe_code)]

use super::{gate, idle, roster};
use crate::base::shim::fence;
use crate::task::current;
use crate::task::home::{Home, Local};
use crate::task::pass::Standing;
use crate::task::record::TaskRef;
use std::sync::atomic::Ordering;

/// Goroutines of one turn that stay on their spawner's worker.
const PAIR: u32 = 2;

/// Puts an unstarted goroutine where it is to start, or to be stolen from.
#[inline]
pub(crate) fn place(task: TaskRef) {
    match current::local() {
        Some(local) => {
            let burst = local.burst.get() + 1;
            local.burst.set(burst);
            if burst > PAIR && idle::somebody_is_idle() {
                spread(local, task, burst);
            } else {
                keep(local, task);
            }
        }
        None => {
            if let Some(home) = best_home() {
                send(home, task);
            }
        }
    }
}

#[inline]
fn keep(local: &Local, task: TaskRef) {
    local.fresh.push(task);
    idle::notify(local.fresh.len());
}

/// Puts one of a burst on the home with the fewest goroutines, and its neighbour in the burst on the same.
#[cold]
fn spread(local: &Local, task: TaskRef, burst: u32) {
    let home = match local.neighbour.get() {
        Some(home) if burst.is_multiple_of(PAIR) => Some(home),
        _ => best_home(),
    };
    local.neighbour.set(home);
    match home {
        Some(home) if !std::ptr::eq(home, local.home) => send(home, task),
        _ => keep(local, task),
    }
}

/// The home with the fewest goroutines, of those that sleep if any does.
fn best_home() -> Option<&'static Home> {
    if gate::is_closed() {
        return best_home_at_the_gate();
    }
    roster::homes().iter().copied().min_by_key(|home| (!home.inbox.is_asleep(), load(home)))
}

/// The same, where there are more workers than may run: a home that may. Of those that sleep it is one of the first, so that
/// goroutines come to live on no more homes than may run at a time.
#[cold]
fn best_home_at_the_gate() -> Option<&'static Home> {
    let limit = gate::limit();
    let sleeping = roster::homes().iter().copied().filter(|home| home.inbox.is_asleep());
    let sleeping = if gate::has_room() { sleeping.min_by_key(|home| (home.index >= limit, load(home))) } else { None };
    sleeping.or_else(admitted_home).or_else(|| roster::homes().first().copied())
}

/// The home with the fewest goroutines, of those that the gate has admitted.
pub(super) fn admitted_home() -> Option<&'static Home> {
    let admitted = |home: &&Home| home.pass.get() == Standing::In;
    roster::homes().iter().copied().filter(admitted).min_by_key(|home| load(home))
}

/// Goroutines that have started on a home or wait there to be started.
fn load(home: &Home) -> usize {
    home.published.settled.load(Ordering::Relaxed) + home.fresh.len() + home.mail.len()
}

/// Leaves an unstarted goroutine with a home.
pub(super) fn send(home: &Home, task: TaskRef) {
    home.mail.push(task);
    fence(Ordering::SeqCst);
    if !idle::wake(home) {
        // It is awake, perhaps busy for long: somebody else may have the time.
        idle::notify(home.mail.len());
    }
}

//! Where an unstarted goroutine is put. The policy is in this room's README.

#![forbid(unsafe_code)]

use super::{gate, idle, roster};
use crate::base::random;
use crate::base::shim::fence;
use crate::task::current;
use crate::task::home::{Home, Local};
use crate::task::pass::Standing;
use crate::task::record::TaskRef;
use crate::task::sites;
use crossbeam_deque::Steal;
use std::sync::atomic::Ordering;

/// As many goroutines on a worker, its spawner among them, are left together: who starts one mostly waits for it.
const ALONE: usize = 1;

/// A group of so many goroutines that one spawns in a turn is placed by load. A longer one is a storm: it stays where it is made, and
/// others take it in batches.
const GROUP: u32 = 32;

/// Homes that a placement looks at, at most.
const LOOKS: usize = 16;

/// Puts an unstarted goroutine where it is to start, or to be stolen from.
#[inline]
pub(crate) fn place(task: TaskRef) {
    match current::local() {
        Some(local) => {
            let burst = local.burst.get().wrapping_add(1);
            local.burst.set(burst);
            if burst == 0 {
                assign(local, task);
            } else if stays(local, burst, &task) {
                keep(local, task);
            } else {
                settle(local, task);
            }
        }
        None => {
            if let Some(home) = best_home() {
                send(home, task);
            }
        }
    }
}

/// Whether a goroutine stays with its spawner, without a look at the others.
#[inline]
fn stays(local: &Local, burst: u32, task: &TaskRef) -> bool {
    let light = sites::is_light(task.spawned_at);
    local.home.published.say_light(light);
    if light {
        return true;
    }
    if burst == 1 {
        let others = local.home.has_unstarted();
        local.crowded.set(others);
        if !others && local.home.published.settled.load(Ordering::Relaxed) <= ALONE {
            return true;
        }
    }
    (burst > GROUP || local.crowded.get()) && !idle::somebody_is_idle()
}

/// The running goroutine has accepted a connection: the one that it starts next, to serve it, is placed by load, and stays where it
/// is placed. It may live for hours, while a thief looks at the next microseconds: the worker that has accepted would bring it back
/// before the other is awake.
pub(crate) fn spread_next() {
    if let Some(local) = current::local() {
        local.burst.set(u32::MAX);
    }
}

#[cold]
fn assign(local: &Local, task: TaskRef) {
    if let Some(bubble) = local.bubble.as_deref() {
        // Its home is counted to this point at each turn, so that no other placement has to ask.
        local.burst.set(u32::MAX);
        task.settle(local.home);
        return bubble.admit(task);
    }
    local.burst.set(1);
    let Some(home) = home_for(local) else { return keep(local, task) };
    home.assigned.push(task);
    fence(Ordering::SeqCst);
    idle::wake(home);
}

/// The watch: the home does not get on, so what was assigned to it may be stolen. Where nobody else is there to do so, it would only come
/// to stand behind the home's mail.
pub(crate) fn release_assigned(home: &Home) {
    if roster::homes().len() < 2 {
        return;
    }
    loop {
        match home.assigned.steal() {
            Steal::Success(task) => home.mail.push(task),
            Steal::Empty => return,
            Steal::Retry => {}
        }
    }
}

#[inline]
fn keep(local: &Local, task: TaskRef) {
    local.fresh.push(task);
    idle::notify(local.fresh.len());
}

/// Puts a goroutine on the home with the fewest.
#[cold]
fn settle(local: &Local, task: TaskRef) {
    match home_for(local) {
        Some(home) if !std::ptr::eq(home, local.home) => send(home, task),
        _ => keep(local, task),
    }
}

/// The home with the fewest goroutines, for one of a group. The spawner does not count: it mostly waits for what it starts.
fn home_for(local: &Local) -> Option<&'static Home> {
    if gate::is_closed() {
        return best_home_at_the_gate();
    }
    let homes = roster::homes();
    let load_here = |home: &Home| load(home).saturating_sub(usize::from(std::ptr::eq(home, local.home)));
    let turn = fair_turn(local.burst.get() as usize - 1, homes.len());
    candidates(homes, local.home.index + turn).min_by_key(|home| load_here(home))
}

/// Whose turn it is, of so many, when nobody has fewer than the others. Going round in a circle, or in blocks, would put all
/// heavy ones on one side where every second goroutine is heavy, or every second pair. The sum of the number's digits (for two
/// homes this is the Thue-Morse sequence: 0110 1001 …) has no such period.
fn fair_turn(mut number: usize, homes: usize) -> usize {
    let base = homes.max(2);
    let mut sum = 0;
    while number > 0 {
        sum += number % base;
        number /= base;
    }
    sum % base
}

fn candidates(homes: &[&'static Home], start: usize) -> impl Iterator<Item = &'static Home> {
    (0..homes.len().min(LOOKS)).map(move |offset| homes[(start + offset) % homes.len()])
}

/// The home with the fewest goroutines, of those that sleep if any does.
fn best_home() -> Option<&'static Home> {
    if gate::is_closed() {
        return best_home_at_the_gate();
    }
    let homes = roster::homes();
    candidates(homes, random::below(homes.len().max(1))).min_by_key(|home| (!home.inbox.is_asleep(), load(home)))
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
pub(super) fn load(home: &Home) -> usize {
    home.published.settled.load(Ordering::Relaxed) + home.unstarted()
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

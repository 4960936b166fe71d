//! Which of a home's unstarted goroutines is next.

#![forbid(unsafe_code)]

use crate::base::shim::queue::Injector;
use crate::task::home::Local;
use crate::task::record::TaskRef;
use crossbeam_deque::Steal;
use std::cell::Cell;

/// The newest of its own, or one of its mail, if there may be a stack for it.
#[inline]
pub(super) fn next(local: &Local) -> Option<TaskRef> {
    if !local.may_start() {
        return None;
    }
    // The look is cheaper than a pop, which has a fence.
    let own = if local.fresh.is_empty() { None } else { local.fresh.pop() };
    own.or_else(|| mailed(local))
}

/// The one that has waited longest: of its own, of the mail, of those assigned in turn.
pub(super) fn oldest(local: &Local, turn: &Cell<usize>) -> Option<TaskRef> {
    if !local.may_start() {
        return None;
    }
    let first = turn.replace((turn.get() + 1) % 3);
    (first..first + 3).find_map(|place| match place % 3 {
        0 => oldest_own(local),
        1 => longest_in(&local.home.mail),
        _ => longest_in(&local.home.assigned),
    })
}

/// One that is to stay here, for an accepted connection: nobody else takes it.
pub(super) fn assigned(local: &Local) -> Option<TaskRef> {
    if local.may_start() { longest_in(&local.home.assigned) } else { None }
}

pub(super) fn oldest_own(local: &Local) -> Option<TaskRef> {
    loop {
        match local.home.fresh.steal() {
            Steal::Success(task) => return Some(task),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}

#[inline]
pub(super) fn mailed(local: &Local) -> Option<TaskRef> {
    longest_in(&local.home.mail).or_else(|| longest_in(&local.home.assigned))
}

#[inline]
fn longest_in(queue: &Injector<TaskRef>) -> Option<TaskRef> {
    while !queue.is_empty() {
        if let Steal::Success(task) = queue.steal() {
            return Some(task);
        }
    }
    None
}

//! The algorithm of `select`.
//!
//! 1. One waiter is entered at all arms, one after the other in random order (or as written, if biased). Each arm looks
//!    first, under its own lock, whether it is ready; if so, the waiter abandons its wait, which nobody can then
//!    claim, and carries that arm out. From the moment that the waiter is entered at an arm, peers may choose it: the
//!    first that claims the waiter's word wins.
//! 2. When an arm, a peer or the deadline has ended the wait, the entries are taken out again.
//!
//! Before that the arms are attempted one by one, in the same order. That takes no lock of a channel whose hint says that
//! nothing is there, and a single one where an arm is ready.
//!
//! Only one channel's lock is held at a time, so two selects over the same channels in different order
//! cannot deadlock (CONFORMANCE SE-11). A non-blocking select over several arms goes through both steps as well:
//! when all entries are in and the wait can still be abandoned, no arm was ready at that moment (SE-10).
//!
//! Rejected: locking all channels in the order of their addresses, as Go does. It needs no entries for
//! `default`, but it holds locks over one another and cannot take in arms that have no lock (the clock).

#![forbid(unsafe_code)]

use crate::base::random;
use crate::base::word::MOST_ARMS;
use crate::task::current;
use crate::task::reason::Reason;
use crate::wait::arm::{Attempt, Enrolled, SelectArm, WaiterRef};
use crate::wait::owner::Owner;
use crate::wait::sleep::sleep_until;
use crate::wait::waiter::{Ended, Site, Waiter};
use std::panic::Location;
use std::time::Instant;

/// How long a `select` may wait.
#[derive(Clone, Copy)]
pub(crate) enum Patience {
    /// Not at all.
    None,
    /// Until then.
    Until(Instant),
    /// For ever.
    Endless,
}

impl Patience {
    /// What is left of it.
    fn now(self) -> Patience {
        match self {
            Patience::Until(moment) if current::now() >= moment => Patience::None,
            other => other,
        }
    }
}

/// Arms whose order fits on the stack: as many as people write.
const FEW: usize = 16;

/// Puts the places of an order into random order.
fn shuffle(order: &mut [u32]) {
    for last in (1..order.len()).rev() {
        order.swap(last, random::below(last + 1));
    }
}

/// Waits until one of the arms has been carried out and returns its index; `None` if patience ends first.
#[inline(always)]
pub(crate) fn run(
    arms: &[&mut dyn SelectArm],
    biased: bool,
    patience: Patience,
    location: &'static Location<'static>,
) -> Option<usize> {
    // An operation that does not wait: no order, no waiter.
    if let ([arm], Patience::None) = (arms, patience) {
        return (!arm.is_nil() && arm.attempt() == Attempt::Chosen).then_some(0);
    }
    let site = Site { reason: reason(arms), location };
    let (mut few, mut many) = ([0; FEW], Vec::new());
    let order = if arms.len() <= FEW {
        &mut few[..arms.len()]
    } else {
        assert!(arms.len() <= MOST_ARMS, "a select over {} operations; there may be {MOST_ARMS}", arms.len());
        many.resize(arms.len(), 0);
        &mut many[..]
    };
    for (index, place) in (0..).zip(&mut *order) {
        *place = index;
    }
    let possible = arms.iter().filter(|arm| !arm.is_nil()).count();
    if possible == 0 {
        return wait_for_nothing(patience, site);
    }
    // An arm whose peer gave the waiter back stands first in its queue the next time.
    let mut first_at = None;
    loop {
        if !biased {
            shuffle(order);
        }
        // Read before the arms are: what is due now is found to be ready below, and comes before the end of patience.
        let patience = patience.now();
        // Most selects that find an arm ready find it here, and take one lock for it.
        for &index in &*order {
            if arms[index as usize].attempt() == Attempt::Chosen {
                return Some(index as usize);
            }
        }
        if possible == 1 && matches!(patience, Patience::None) {
            return None;
        }
        match wait(arms, order, patience, site, first_at) {
            Step::Chosen(index) => return Some(index),
            Step::OutOfPatience => return None,
            Step::Again(first) => first_at = first,
        }
    }
}

enum Step {
    Chosen(usize),
    OutOfPatience,
    /// Start again; this arm was held by a peer.
    Again(Option<u32>),
}

/// The two steps.
#[inline(always)]
fn wait(arms: &[&mut dyn SelectArm], order: &[u32], patience: Patience, site: Site, first_at: Option<u32>) -> Step {
    let deadline = match patience {
        Patience::None => None,
        Patience::Until(moment) => earliest(arms, Some(moment)),
        Patience::Endless => earliest(arms, None),
    };
    let site = whose(arms, site);
    let waiter = if deadline.is_some() { Waiter::new() } else { Waiter::without_deadline() };
    let mut entered = 0;
    let mut step = None;
    for &index in order {
        match arms[index as usize].enroll(&WaiterRef(&waiter), index, first_at == Some(index)) {
            Enrolled::Waiting => entered += 1,
            Enrolled::Chosen => step = Some(Step::Chosen(index as usize)),
            Enrolled::Again => step = Some(Step::Again(None)),
            // A peer has claimed the wait; if it gives it back, that asks for another look.
            Enrolled::Lost => break,
        }
        if step.is_some() || !waiter.word().is_open() {
            break;
        }
    }
    let mut chosen = None;
    if step.is_none() {
        match end_of_wait(&waiter, patience, deadline, site) {
            Ended::Done(index) => chosen = Some(index),
            Ended::Relook(index) => step = Some(Step::Again(Some(index))),
            // A clock may have struck since its arm was attempted.
            Ended::Deadline if matches!(patience, Patience::None) && !has_struck(arms) => {
                step = Some(Step::OutOfPatience);
            }
            // An arm's own time, or the end of patience: the arms are looked at first.
            Ended::Deadline => step = Some(Step::Again(None)),
        }
    }
    for &index in &order[..entered] {
        if Some(index) != chosen {
            arms[index as usize].withdraw();
        }
    }
    match (chosen, step) {
        (Some(index), _) if arms[index as usize].accept() => Step::Chosen(index as usize),
        (Some(_), _) | (None, None) => Step::Again(None),
        (None, Some(step)) => step,
    }
}

/// Waits until a peer has chosen, or the waiter has ended the wait itself.
#[inline(always)]
fn end_of_wait(waiter: &Waiter, patience: Patience, deadline: Option<Instant>, site: Site) -> Ended {
    let mut ended = if matches!(patience, Patience::None) { Ended::Deadline } else { waiter.wait(deadline, site) };
    // A wait that a peer has claimed cannot be abandoned; the peer will finish it or give it back.
    while !matches!(ended, Ended::Done(_)) && !waiter.word().abandon() {
        ended = waiter.wait_on(site);
    }
    ended
}

/// In a bubble: whether all that is waited for is the bubble's.
#[inline]
fn whose(arms: &[&mut dyn SelectArm], site: Site) -> Site {
    if current::bubble() == 0 { site } else { whose_in_bubble(arms, site) }
}

#[cold]
fn whose_in_bubble(arms: &[&mut dyn SelectArm], site: Site) -> Site {
    let owners = || arms.iter().filter_map(|arm| arm.owner());
    if !owners().all(Owner::admits) {
        Owner::refuse("a `select!` over a channel");
    }
    if owners().any(Owner::is_outside) { Site { reason: site.reason.outside(), ..site } } else { site }
}

/// The earliest of a deadline and the arms' own times.
fn earliest(arms: &[&mut dyn SelectArm], deadline: Option<Instant>) -> Option<Instant> {
    arms.iter().filter_map(|arm| arm.ready_at()).chain(deadline).min()
}

/// Whether an arm's own time has come.
fn has_struck(arms: &[&mut dyn SelectArm]) -> bool {
    earliest(arms, None).is_some_and(|time| time <= current::now())
}

fn wait_for_nothing(patience: Patience, site: Site) -> Option<usize> {
    match patience {
        Patience::None => {}
        Patience::Until(moment) => sleep_until(Some(moment), site),
        Patience::Endless => sleep_until(None, site),
    }
    None
}

fn reason(arms: &[&mut dyn SelectArm]) -> Reason {
    if arms.is_empty() { Reason::SelectNoCases } else { Reason::Select }
}

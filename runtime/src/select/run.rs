//! The algorithm of `select`.
//!
//! 1. One waiter is entered at all arms, one after the other in random order (or as written, if biased). Each arm looks
//!    first, under its own lock, whether it is ready; if so, the waiter abandons its wait, which nobody can then
//!    claim, and carries that arm out. From the moment that the waiter is entered at an arm, peers may choose it: the
//!    first that claims the waiter's word wins.
//! 2. When an arm, a peer or the deadline has ended the wait, the entries are taken out again.
//!
//! A select that may not wait attempts its arms one by one before that, because most have only one.
//!
//! Only one channel's lock is held at a time, so two selects over the same channels in different order
//! cannot deadlock (CONFORMANCE SE-11). A non-blocking select over several arms goes through both steps as well:
//! when all entries are in and the wait can still be abandoned, no arm was ready at that moment (SE-10).
//!
//! Rejected: locking all channels in the order of their addresses, as Go does. It needs no entries for
//! `default`, but it holds locks over one another and cannot take in arms that have no lock (the clock).

#![forbid(unsafe_code)]

use crate::base::random;
use crate::task::reason::Reason;
use crate::wait::arm::{Attempt, Enrolled, SelectArm, WaiterRef};
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
            Patience::Until(moment) if Instant::now() >= moment => Patience::None,
            other => other,
        }
    }
}

/// The order in which arms are tried; on the stack for as many as people write.
struct Order {
    few: [u32; 16],
    many: Vec<u32>,
    len: usize,
}

impl Order {
    fn new(len: usize) -> Order {
        let mut order = Order { few: [0; 16], many: Vec::new(), len };
        if len > order.few.len() {
            order.many = vec![0; len];
        }
        for (index, place) in (0..).zip(order.places()) {
            *place = index;
        }
        order
    }

    fn places(&mut self) -> &mut [u32] {
        if self.many.is_empty() { &mut self.few[..self.len] } else { &mut self.many }
    }

    fn shuffle(&mut self) {
        let places = self.places();
        for last in (1..places.len()).rev() {
            places.swap(last, random::below(last + 1));
        }
    }
}

/// Waits until one of the arms has been carried out and returns its index; `None` if patience ends first.
pub(crate) fn run(
    arms: &[&dyn SelectArm],
    biased: bool,
    patience: Patience,
    location: &'static Location<'static>,
) -> Option<usize> {
    let site = Site { reason: reason(arms), location };
    let mut order = Order::new(arms.len());
    let possible = arms.iter().filter(|arm| !arm.is_nil()).count();
    if possible == 0 {
        return wait_for_nothing(patience, site);
    }
    // An arm whose peer gave the waiter back stands first in its queue the next time.
    let mut first_at = None;
    loop {
        if !biased {
            order.shuffle();
        }
        // Read before the arms are: what is due now is found to be ready below, and comes before the end of patience.
        let patience = patience.now();
        if matches!(patience, Patience::None) {
            // Most such selects have one channel, or find one ready.
            for &index in order.places().iter() {
                if arms[index as usize].attempt() == Attempt::Chosen {
                    return Some(index as usize);
                }
            }
            if possible == 1 {
                return None;
            }
        }
        match wait(arms, order.places(), patience, site, first_at) {
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
fn wait(arms: &[&dyn SelectArm], order: &[u32], patience: Patience, site: Site, first_at: Option<u32>) -> Step {
    let timed = matches!(patience, Patience::Until(_)) || arms.iter().any(|arm| arm.ready_at().is_some());
    let waiter = if timed { Waiter::new() } else { Waiter::without_deadline() };
    let mut entered = 0;
    let mut step = None;
    for &index in order {
        let arm = arms[index as usize];
        match arm.enroll(&WaiterRef(&waiter), index, first_at == Some(index)) {
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
        match end_of_wait(&waiter, arms, patience, site) {
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
fn end_of_wait(waiter: &Waiter, arms: &[&dyn SelectArm], patience: Patience, site: Site) -> Ended {
    let mut ended = match patience {
        Patience::None => Ended::Deadline,
        Patience::Until(moment) => waiter.wait(earliest(arms, Some(moment)), site),
        Patience::Endless => waiter.wait(earliest(arms, None), site),
    };
    // A wait that a peer has claimed cannot be abandoned; the peer will finish it or give it back.
    while !matches!(ended, Ended::Done(_)) && !waiter.word().abandon() {
        ended = waiter.wait(None, site);
    }
    ended
}

/// The earliest of a deadline and the arms' own times.
fn earliest(arms: &[&dyn SelectArm], deadline: Option<Instant>) -> Option<Instant> {
    arms.iter().filter_map(|arm| arm.ready_at()).chain(deadline).min()
}

/// Whether an arm's own time has come.
fn has_struck(arms: &[&dyn SelectArm]) -> bool {
    earliest(arms, None).is_some_and(|time| time <= Instant::now())
}

fn wait_for_nothing(patience: Patience, site: Site) -> Option<usize> {
    match patience {
        Patience::None => {}
        Patience::Until(moment) => sleep_until(Some(moment), site),
        Patience::Endless => sleep_until(None, site),
    }
    None
}

fn reason(arms: &[&dyn SelectArm]) -> Reason {
    if arms.is_empty() { Reason::SelectNoCases } else { Reason::Select }
}

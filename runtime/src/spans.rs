//! The spans of the crate `tracing`, kept with their goroutines: the feature `tracing`.
//!
//! `tracing` keeps the spans that are entered in a list of the thread. A goroutine that waits in a span would leave it to
//! those that run after it on its worker, and find theirs when it goes on. So when it is suspended its spans are exited, from
//! the innermost outwards, and entered again before it goes on; that also keeps its waits out of the times that
//! subscribers measure for a span.
//!
//! The goroutine's guards hold its spans meanwhile. What is kept here are their ids, on the thread that the goroutine never leaves.

#![forbid(unsafe_code)]

use crate::sched::roster;
use crate::task::current;
use crate::task::observers::{self, Switch};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::span::{Id, Span};
use tracing::{dispatcher, info_span};

/// Spans that are entered at a time by one goroutine, at most.
const MOST: usize = 1_000;

/// Each goroutine is to have a span of its own.
static EACH: AtomicBool = AtomicBool::new(false);

#[derive(Default)]
struct Kept {
    /// The spans that a suspended goroutine was in, the innermost first.
    left: HashMap<u64, Vec<Id>>,
    /// The goroutines' own.
    own: HashMap<u64, Span>,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// From now on spans stay with their goroutines.
pub(crate) fn follow() {
    static ONCE: Once = Once::new();
    // Before any of the program's hooks: there is room.
    ONCE.call_once(|| _ = observers::add_hook(at_a_switch));
    observers::observe(&roster::all_homes().collect::<Vec<_>>(), None);
}

/// From now on each goroutine that starts has a span of its own.
pub(crate) fn open_for_each() {
    EACH.store(true, Ordering::Relaxed);
}

fn at_a_switch(switch: Switch) {
    if !dispatcher::has_been_set() {
        return;
    }
    let Some(id) = current::local().and_then(|local| local.with_running(|task| task.id)) else { return };
    match switch {
        Switch::Started if EACH.load(Ordering::Relaxed) => {
            let span = of_its_own(id);
            enter(span.id().as_slice());
            KEPT.with_borrow_mut(|kept| kept.own.insert(id, span));
        }
        Switch::Started => {}
        Switch::Suspended => {
            let left = leave();
            if !left.is_empty() {
                KEPT.with_borrow_mut(|kept| kept.left.insert(id, left));
            }
        }
        Switch::Resumed => {
            let left = KEPT.with_borrow_mut(|kept| kept.left.remove(&id));
            enter(&left.unwrap_or_default());
        }
        Switch::Ended => {
            // A guard that was forgotten, and its own.
            leave();
            let own = KEPT.with_borrow_mut(|kept| kept.own.remove(&id));
            // Not under the borrow: the subscriber is told that it closes.
            drop(own);
        }
    }
}

fn of_its_own(id: u64) -> Span {
    let described = current::local()
        .and_then(|local| local.with_running(|task| (task.name().map(str::to_owned), task.spawned_at.to_string())));
    let (name, started) = described.unwrap_or_default();
    info_span!(target: "goroutines", parent: None, "goroutine", id, name, started)
}

/// Exits all spans that are entered on this thread; the innermost first.
fn leave() -> Vec<Id> {
    dispatcher::get_default(|subscriber| {
        let mut left = Vec::new();
        while left.len() < MOST
            && let Some(id) = subscriber.current_span().id()
        {
            subscriber.exit(id);
            left.push(id.clone());
        }
        left
    })
}

fn enter(left: &[Id]) {
    dispatcher::get_default(|subscriber| left.iter().rev().for_each(|id| subscriber.enter(id)));
}

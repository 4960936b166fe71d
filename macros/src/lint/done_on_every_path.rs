//! `wg.done()` at the end of a goroutine that may leave before it, by `return` or `?`: whoever waits, waits for ever. And
//! `cancel.cancel()` at the end of a block that may be left before.
//!
//! Said only of a `WaitGroup` that the function makes or is given by value, of which the goroutine does nothing but say
//! `done`, and that on its straight way. A group that is counted by one for several goroutines is left alone: there one of
//! them is to be done for all.

use super::facts::{Exit, Facts, GoroutineId, Mention, Method, Place, VariableId};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{DONE_ON_EVERY_PATH, Finding};

pub(super) fn check(facts: &Facts, ends_program: bool, findings: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for done in facts.methods.iter().filter(|method| method.name == "done" && method.arguments == 0) {
        let group = facts.original(done.variable);
        let goroutine = done.place.goroutines.last().copied();
        if seen.contains(&(group, goroutine)) || !is_counted(facts, group, goroutine) {
            continue;
        }
        let start = match goroutine {
            Some(id) => Place { goroutines: done.place.goroutines.clone(), ..facts.goroutines[id].place.clone() },
            None => Place::default(),
        };
        if is_skipped(facts, done, &start, &["done"]) {
            seen.push((group, goroutine));
            let name = &facts.variables[done.variable].name;
            let text = fill(catalog::DONE_ON_EVERY_PATH, &[name, name, name]);
            findings.extend(facts.finding(DONE_ON_EVERY_PATH, (goroutine, &done.place), done.span, text));
        }
    }
    for cancel in &facts.cancels {
        let place = &facts.variables[*cancel].place;
        // Where the program ends, so does what nobody has cancelled. What is all in a `go!` it says itself.
        if !place.goroutines.is_empty() || ends_program {
            continue;
        }
        let mut calls = facts.methods.iter().filter(|method| method.variable == *cancel && is_cancel(method));
        if let Some(call) = calls.find(|call| is_skipped(facts, call, place, &["cancel", "cancel_with"])) {
            let name = &facts.variables[*cancel].name;
            let text = fill(catalog::CANCEL_ON_EVERY_PATH, &[&format!("{name}.{}()", call.name), name]);
            let goroutine = call.place.goroutines.last().copied();
            findings.extend(facts.finding(DONE_ON_EVERY_PATH, (goroutine, &call.place), call.span, text));
        }
    }
}

fn is_cancel(method: &Method) -> bool {
    method.name == "cancel" || method.name == "cancel_with"
}

/// Whether a goroutine was counted in a group, for itself alone.
fn is_counted(facts: &Facts, group: VariableId, goroutine: Option<GoroutineId>) -> bool {
    let variable = &facts.variables[group];
    if variable.ty.as_deref() != Some("WaitGroup") || !variable.place.goroutines.is_empty() {
        return false;
    }
    let Some(id) = goroutine else { return variable.owned_parameter };
    let goroutine = &facts.goroutines[id];
    let mut adds = facts.methods.iter().filter(|method| {
        method.name == "add"
            && facts.original(method.variable) == group
            && method.place.goroutines == goroutine.place.goroutines
            && method.at <= goroutine.mentions.start
    });
    let counts = adds.next_back().is_some_and(|add| !add.by_one || add.place.loops == goroutine.place.loops);
    counts && facts.captures(id, group)
}

/// Whether a call that stands on the straight way from `start` is not reached on a way that leaves before it.
fn is_skipped(facts: &Facts, call: &Method, start: &Place, names: &[&str]) -> bool {
    let straight = call.place.branches == start.branches
        && call.place.loops == start.loops
        && call.place.goroutines == start.goroutines
        && call.place.closures == start.closures
        && !facts.is_deferred(call.at);
    let same = |variable: VariableId| facts.original(variable) == facts.original(call.variable);
    let inside = |place: &Place| place.goroutines == start.goroutines;
    let only_called = |mention: &Mention| mention.usage.calls(names) && mention.place.closures == start.closures;
    let mine = |mention: &&Mention| mention.place.goroutines.starts_with(&start.goroutines) && same(mention.variable);
    straight
        && facts.mentions.iter().filter(mine).all(only_called)
        && facts.exits.iter().filter(|exit| inside(&exit.place) && exit.place.closures == start.closures).any(|exit| {
            exit.at < call.at
                && start.encloses(&exit.place)
                && exit.at >= facts.variables[call.variable].at
                && !is_done_before(facts, exit, call, names)
        })
}

fn is_done_before(facts: &Facts, exit: &Exit, call: &Method, names: &[&str]) -> bool {
    facts.methods.iter().any(|done| {
        names.contains(&done.name.as_str())
            && facts.original(done.variable) == facts.original(call.variable)
            && done.at <= exit.at
            && done.place.encloses(&exit.place)
    })
}

//! A goroutine's body in a loop mentions a variable that the loop binds or changes, and does not name it in a capture
//! list.
//!
//! In Rust each goroutine has a copy of its own, so this is not the race that it was in Go. But nothing in the program
//! says which of its variables the goroutine has as they are now, and a counter that the loop goes on changing reads as
//! if the goroutine saw it.
//!
//! What the loop changes through `&mut` or in a closure that stands outside of it cannot be seen.

use super::facts::{Act, Facts, Goroutine, GoroutineId, Mention, Origin, VariableId};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{CAPTURED_LOOP_VARIABLE, Finding};

pub(super) fn check(facts: &Facts, findings: &mut Vec<Finding>) {
    for (id, goroutine) in facts.own_goroutines().filter(|(_, goroutine)| goroutine.is_body) {
        let taken = taken(facts, id, goroutine);
        let entries: Vec<String> = taken.iter().map(|(mention, _)| entry(facts, goroutine, mention.variable)).collect();
        let suggestion = fill(&goroutine.with_captures, &[&entries.join(", ")]);
        for (mention, text) in taken {
            let text = fill(text, &[&facts.variables[mention.variable].name, &suggestion]);
            findings.extend(facts.finding(CAPTURED_LOOP_VARIABLE, (Some(id), &mention.place), mention.span, text));
        }
    }
}

/// How a capture list names a variable: with `mut`, when the body writes to it.
fn entry(facts: &Facts, goroutine: &Goroutine, variable: VariableId) -> String {
    let name = &facts.variables[variable].name;
    let inside = &facts.mentions[goroutine.mentions.clone()];
    let written = inside.iter().any(|mention| mention.variable == variable && mention.act != Act::Read);
    if written { format!("mut {name}") } else { name.clone() }
}

/// The loop's variables that a goroutine takes, where it first mentions each, and what there is to say.
fn taken<'a>(facts: &'a Facts, id: GoroutineId, goroutine: &Goroutine) -> Vec<(&'a Mention, &'static str)> {
    let mut seen: Vec<VariableId> = Vec::new();
    let mut taken = Vec::new();
    for mention in &facts.mentions[goroutine.mentions.clone()] {
        if facts.captures(id, mention.variable) && !seen.contains(&mention.variable) {
            seen.push(mention.variable);
            taken.extend(text(facts, goroutine, mention.variable).map(|text| (mention, text)));
        }
    }
    taken
}

/// What there is to say of a variable that a goroutine captures: nothing, if it is the same in every turn.
fn text(facts: &Facts, goroutine: &Goroutine, variable: VariableId) -> Option<&'static str> {
    let found = &facts.variables[variable];
    if found.origin == Origin::Loop {
        return Some(catalog::CAPTURED_BOUND);
    }
    let changed = facts.mentions.iter().any(|mention| {
        mention.variable == variable
            && mention.act != Act::Read
            && mention.place.goroutines.is_empty()
            && goroutine
                .place
                .loops
                .iter()
                .any(|turn| mention.place.loops.contains(turn) && !found.place.loops.contains(turn))
    });
    changed.then_some(catalog::CAPTURED_CHANGED)
}

//! An assertion in a goroutine that nobody joins, in a test: it fails, and the test passes.
//!
//! A test may learn of it otherwise: by what the goroutine was to send, store or say before the test goes on. So the lint
//! speaks only where the test does nothing more with what the goroutine takes. A `WaitGroup` whose `done` is deferred tells
//! nothing.
//!
//! Of a test that has `#[test]` above `#[goroutine]` nothing is left to be seen of it. A function of that form, if the
//! goroutine ends with the assertion, is spoken of where the crate is compiled for its tests.

use super::facts::{Facts, GoroutineId, VariableId};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{Condition, Finding, UNJOINED_ASSERT};

/// What a function is, as far as can be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tests {
    Yes,
    /// It has the form of one.
    Perhaps,
    No,
}

pub(super) fn check(facts: &Facts, tests: Tests, findings: &mut Vec<Finding>) {
    if tests == Tests::No {
        return;
    }
    for (id, goroutine) in facts.own_goroutines() {
        let sure = tests == Tests::Yes || goroutine.asserts_last;
        if !goroutine.dropped || goroutine.scoped || !sure || is_noticed(facts, id) {
            continue;
        }
        let own = |place: &super::facts::Place| *place.goroutines == [id] && place.closures == 0;
        let Some(assertion) = facts.assertions.iter().find(|assertion| own(&assertion.place)) else { continue };
        let text = fill(catalog::UNJOINED_ASSERT, &[&assertion.name.to_string()]);
        let found = facts.finding(UNJOINED_ASSERT, (Some(id), &assertion.place), assertion.name.span(), text);
        let condition = if tests == Tests::Yes { Condition::Always } else { Condition::InTests };
        findings.extend(found.map(|found| Finding { condition, ..found }));
    }
}

/// Whether the test may learn from what a goroutine takes with it how that has ended.
fn is_noticed(facts: &Facts, id: GoroutineId) -> bool {
    let goroutine = &facts.goroutines[id];
    let taken = facts.mentions.iter().filter(|mention| {
        mention.place.goroutines.contains(&id) && facts.captures(id, mention.variable)
            || facts.variables[mention.variable].place.goroutines.contains(&id)
    });
    let mut originals: Vec<VariableId> = taken.map(|mention| facts.original(mention.variable)).collect();
    originals.retain(|variable| facts.captures(id, *variable));
    originals.iter().any(|variable| {
        let ends: Vec<VariableId> =
            match facts.channels.iter().find(|channel| channel.sender == *variable || channel.receiver == *variable) {
                Some(channel) => vec![channel.sender, channel.receiver],
                None => vec![*variable],
            };
        let mentioned_after = facts.mentions[goroutine.mentions.end..]
            .iter()
            .any(|mention| !mention.place.goroutines.contains(&id) && ends.contains(&facts.original(mention.variable)));
        mentioned_after && !is_told_anyway(facts, id, *variable)
    })
}

/// Whether a group is told that the goroutine has ended, however it did.
fn is_told_anyway(facts: &Facts, id: GoroutineId, group: VariableId) -> bool {
    let mut dones = facts.methods.iter().filter(|method| {
        method.name == "done" && facts.original(method.variable) == group && method.place.goroutines.contains(&id)
    });
    facts.variables[group].ty.as_deref() == Some("WaitGroup")
        && facts.methods.iter().any(|method| method.name == "done" && facts.original(method.variable) == group)
        && dones.all(|done| facts.is_deferred(done.at))
}

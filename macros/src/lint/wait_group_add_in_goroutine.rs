//! `wg.add(1)` in a goroutine whose starter calls `wg.wait()`: the wait may be over before the goroutine has begun.
//!
//! A goroutine may well add for others while it is itself counted. So the lint is silent when the code around calls
//! `add` or `go` on the group before it starts the goroutine.
//!
//! A type is not seen, only that something has an `add` and a `wait` without arguments. A group in a field is not followed.

use super::facts::{Facts, Method};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{Finding, WAIT_GROUP_ADD_IN_GOROUTINE};

pub(super) fn check(facts: &Facts, findings: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for add in facts.methods.iter().filter(|method| method.name == "add" && method.arguments == 1) {
        let group = facts.original(add.variable);
        let Some(id) = add.place.goroutines.first().copied() else { continue };
        let same = |method: &&Method| facts.original(method.variable) == group;
        let waits = |method: &Method| method.name == "wait" && method.arguments == 0;
        let around = || facts.methods.iter().filter(same).filter(|method| method.place.goroutines.is_empty());
        let counted = around().any(|method| {
            matches!(method.name.as_str(), "add" | "go") && method.at <= facts.goroutines[id].mentions.start
        });
        // A goroutine between the two that waits itself says it itself.
        let waits_between = facts.methods.iter().filter(same).filter(|method| waits(method)).any(|method| {
            method.place.goroutines.last().is_some_and(|waiter| {
                add.place.goroutines.contains(waiter) && add.place.goroutines.last() != Some(waiter)
            })
        });
        if !facts.captures(id, group) || !around().any(waits) || counted || waits_between || seen.contains(&(id, group))
        {
            continue;
        }
        seen.push((id, group));
        let name = &facts.variables[group].name;
        let text = fill(catalog::ADD_IN_GOROUTINE, &[name, name, name]);
        let place = (add.place.goroutines.last().copied(), &add.place);
        findings.extend(facts.finding(WAIT_GROUP_ADD_IN_GOROUTINE, place, add.span, text));
    }
}

//! A goroutine's body writes to a variable that it captured by move: it writes to its own copy.
//!
//! A copy may be meant: a buffer is filled and sent on, a counter counts down. So a write is lost only if nothing in the
//! body reads the variable, or if the code around goes on reading it, which for a value that is no `Copy` would not
//! compile. The first is for the `go!` itself to see, the second for the body around it: so each is said once.

use super::facts::{Act, Facts, Goroutine, GoroutineId, Mention, Origin, Variable, VariableId};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{Finding, LOST_WRITE};

pub(super) fn check(facts: &Facts, findings: &mut Vec<Finding>) {
    if facts.moves {
        let own = facts.mentions.iter().filter(|mention| mention.place.goroutines.is_empty());
        first_writes(own, facts.scoped)
            .filter(|mention| facts.variables[mention.variable].origin == Origin::Outside)
            .filter(|mention| !is_read(&facts.mentions, mention.variable))
            .for_each(|mention| findings.extend(found(facts, mention)));
    }
    for (id, goroutine) in facts.own_goroutines().filter(|(_, goroutine)| goroutine.moves) {
        let inside = &facts.mentions[goroutine.mentions.clone()];
        first_writes(inside.iter().filter(|mention| *mention.place.goroutines == [id]), goroutine.scoped)
            .filter(|mention| facts.captures(id, mention.variable) && is_read(inside, mention.variable))
            .filter(|mention| facts.variables[mention.variable].origin != Origin::Outside)
            .filter(|mention| is_read_around(facts, id, goroutine, mention.variable))
            .for_each(|mention| findings.extend(found(facts, mention)));
    }
}

fn found(facts: &Facts, mention: &Mention) -> Option<Finding> {
    let name = &facts.variables[mention.variable].name;
    if !may_be_captured(&facts.variables[mention.variable]) {
        return None;
    }
    let text = fill(catalog::LOST_WRITE, &[name, name]);
    facts.finding(LOST_WRITE, (mention.place.goroutines.last().copied(), &mention.place), mention.span, text)
}

/// Whether a name can be that of a local variable: `self` may be a reference, and a name in capitals is a static.
fn may_be_captured(variable: &Variable) -> bool {
    variable.name != "self" && variable.name.chars().any(char::is_lowercase)
}

/// The first write to each variable. What is captured in a scope may be a `&mut`, and then a field or an element of it is that
/// of the original: `go!(in s, || chunk[0] = 1)`.
fn first_writes<'a>(mentions: impl Iterator<Item = &'a Mention>, scoped: bool) -> impl Iterator<Item = &'a Mention> {
    let mut seen: Vec<VariableId> = Vec::new();
    let is_write = move |act| act != Act::Read && !(scoped && act == Act::ChangePart);
    mentions.filter(move |mention| is_write(mention.act)).filter(move |mention| {
        let new = !seen.contains(&mention.variable);
        seen.push(mention.variable);
        new
    })
}

fn is_read(mentions: &[Mention], variable: VariableId) -> bool {
    mentions.iter().any(|mention| mention.variable == variable && mention.act == Act::Read)
}

/// Whether the code around a goroutine reads a variable after starting it, or starts another one with it in the next
/// turn of a loop; in either case before it gives it another value.
fn is_read_around(facts: &Facts, id: GoroutineId, goroutine: &Goroutine, variable: VariableId) -> bool {
    let end = goroutine.reach.unwrap_or(facts.mentions.len());
    let around = |range: std::ops::Range<usize>| {
        facts.mentions[range]
            .iter()
            .filter(|mention| mention.variable == variable && !mention.place.goroutines.contains(&id))
            .filter(|mention| !mention.place.excludes(&goroutine.place))
    };
    let declared = &facts.variables[variable].place.loops;
    let again = goroutine.place.loops.iter().rfind(|turn| !declared.contains(turn));
    if let (Some(turn), None) = (again, goroutine.reach) {
        let of_this_loop = |mention: &&Mention| mention.place.loops.contains(turn);
        let after = around(goroutine.mentions.end..end).filter(of_this_loop);
        let next_turn = around(0..goroutine.mentions.start).filter(of_this_loop);
        // With no mention at all, the goroutine of the next turn is the first to read it.
        return after.chain(next_turn).next().is_none_or(|mention| mention.act != Act::Assign);
    }
    around(goroutine.mentions.end..end).next().is_some_and(|mention| mention.act != Act::Assign)
}

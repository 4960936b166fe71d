//! A goroutine that waits for something that only itself could bring about: the part of `self_deadlock` that needs to know
//! which variable is which. The rest is in `double_lock`.
//!
//! A `send` on a channel without a buffer is stuck if it is the first thing that is done with either end: nobody else can
//! have the receiver. A member of a `WaitGroup` is stuck in `wait` if its own `done` comes after, or is deferred.

use super::facts::{Channel, Facts, Method};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{Finding, SELF_DEADLOCK};

pub(super) fn check(facts: &Facts, findings: &mut Vec<Finding>) {
    for channel in facts.channels.iter().filter(|channel| channel.unbuffered) {
        findings.extend(first_send(facts, channel));
    }
    for wait in facts.methods.iter().filter(|method| method.name == "wait" && method.arguments == 0) {
        findings.extend(waiting_member(facts, wait));
    }
}

fn first_send(facts: &Facts, channel: &Channel) -> Option<Finding> {
    // What is all in a `go!` it says itself.
    if !channel.place.goroutines.is_empty() {
        return None;
    }
    // A name such as `_rx` says that it is meant.
    if facts.variables[channel.receiver].name.starts_with('_') {
        return None;
    }
    let is_end = |variable| variable == channel.sender || variable == channel.receiver;
    let first = (channel.at..facts.mentions.len()).find(|index| is_end(facts.mentions[*index].variable))?;
    let mention = &facts.mentions[first];
    let sends = mention.variable == channel.sender && mention.usage.calls(&["send"]);
    let place = &mention.place;
    let here = place.goroutines == channel.place.goroutines && place.closures == channel.place.closures;
    let method = facts.methods.iter().find(|method| method.variable == channel.sender && method.at > first)?;
    // In a loop, what comes first in the program need not come first in time.
    let received_in_a_loop = facts.mentions[first..]
        .iter()
        .filter(|other| other.variable == channel.receiver)
        .any(|other| place.loops[channel.place.loops.len()..].iter().any(|turn| other.place.loops.contains(turn)));
    if !sends || !here || method.name != "send" || method.arguments != 1 || received_in_a_loop {
        return None;
    }
    let (sender, receiver) = (&facts.variables[channel.sender].name, &facts.variables[channel.receiver].name);
    let text = fill(catalog::SEND_TO_NOBODY, &[sender, receiver]);
    facts.finding(SELF_DEADLOCK, (place.goroutines.last().copied(), place), method.span, text)
}

fn waiting_member(facts: &Facts, wait: &Method) -> Option<Finding> {
    let group = facts.original(wait.variable);
    let variable = &facts.variables[group];
    if variable.ty.as_deref() != Some("WaitGroup") || !variable.place.goroutines.is_empty() {
        return None;
    }
    let in_member = facts.members.iter().any(|(member_of, mentions)| {
        facts.original(*member_of) == group && mentions.contains(&(wait.at - 1)) && wait.place.closures == 1
    });
    let goroutine = wait.place.goroutines.last().copied();
    let counted_until_later = wait.place.closures == 0
        && goroutine.is_some_and(|id| facts.captures(id, group))
        && facts.methods.iter().any(|done| {
            let is_own = done.name == "done" && facts.original(done.variable) == group;
            is_own
                && done.place.goroutines == wait.place.goroutines
                && if facts.is_deferred(done.at) {
                    done.place.encloses(&wait.place) && done.at < wait.at
                } else {
                    done.at > wait.at && done.place.closures == 0
                }
        })
        && !already_done(facts, wait);
    if !in_member && !counted_until_later {
        return None;
    }
    let name = &facts.variables[wait.variable].name;
    let text = fill(catalog::WAIT_AS_A_MEMBER, &[name]);
    facts.finding(SELF_DEADLOCK, (goroutine, &wait.place), wait.span, text)
}

/// Whether a member is done before it waits.
fn already_done(facts: &Facts, wait: &Method) -> bool {
    let group = facts.original(wait.variable);
    facts.methods.iter().any(|done| {
        done.name == "done"
            && facts.original(done.variable) == group
            && done.place.goroutines == wait.place.goroutines
            && done.at < wait.at
            && !facts.is_deferred(done.at)
    })
}

//! A loop over what comes out of a channel, in a body that still has a sender of that channel: it never ends.
//!
//! Only where the sender is surely there: nothing was done with it but to clone it and to send, and the loop has no other
//! way out. A sender that the loop itself uses is meant to stay. A clone that is given away may close the channel; if that
//! happens in a loop, as with one producer of several, no one of them may.

use super::facts::{Channel, Drain, Facts, Use};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{Finding, OPEN_SENDER};

/// Methods that leave a sender where it is.
const STAYS: [&str; 10] = [
    "clone",
    "send",
    "send_timeout",
    "send_deadline",
    "try_send",
    "is_empty",
    "is_full",
    "len",
    "capacity",
    "same_channel",
];

pub(super) fn check(facts: &Facts, findings: &mut Vec<Finding>) {
    for drain in facts.drains.iter().filter(|drain| !drain.leaves && is_here(drain)) {
        let Some(channel) = facts.channels.iter().find(|channel| channel.receiver == drain.receiver) else { continue };
        if is_open(facts, channel, drain) {
            let receiver = &facts.variables[channel.receiver].name;
            let sender = &facts.variables[channel.sender].name;
            let text = fill(catalog::OPEN_SENDER, &[receiver, sender, sender]);
            findings.extend(facts.finding(OPEN_SENDER, (None, &drain.place), drain.span, text));
        }
    }
}

/// Whether the loop is in the body itself.
fn is_here(drain: &Drain) -> bool {
    drain.place.goroutines.is_empty() && drain.place.closures == 0
}

fn is_open(facts: &Facts, channel: &Channel, drain: &Drain) -> bool {
    let sender = &facts.variables[channel.sender];
    // A name such as `_tx` says that it is meant to stay.
    if sender.name.starts_with('_') || !channel.place.encloses(&drain.place) {
        return false;
    }
    let before = &facts.mentions[channel.at..drain.mentions.start];
    let within = &facts.mentions[drain.mentions.clone()];
    let mut uses = before.iter().filter(|mention| mention.variable == channel.sender);
    let stays = uses.all(|mention| mention.usage.calls(&STAYS) && is_plain(mention));
    let used_within = within.iter().any(|mention| facts.original(mention.variable) == channel.sender);
    let closes =
        facts.methods.iter().any(|method| method.name == "close" && facts.original(method.variable) == channel.sender);
    stays && !used_within && !closes && !may_be_closed(facts, channel, drain)
}

fn is_plain(mention: &super::facts::Mention) -> bool {
    mention.place.goroutines.is_empty() && mention.place.closures == 0
}

/// Whether a single clone was given to something that is not seen, and that may close the channel.
fn may_be_closed(facts: &Facts, channel: &Channel, drain: &Drain) -> bool {
    let before = &facts.mentions[channel.at..drain.mentions.start];
    let in_this_turn = |place: &super::facts::Place| place.loops == channel.place.loops;
    let clones = before
        .iter()
        .filter(|mention| mention.variable == channel.sender && mention.usage.calls(&["clone"]))
        .filter(|mention| in_this_turn(&mention.place))
        .count();
    let copies: Vec<_> = (0..facts.variables.len())
        .filter(|id| *id != channel.sender && facts.original(*id) == channel.sender)
        .filter(|id| in_this_turn(&facts.variables[*id].place))
        .collect();
    let named = copies.iter().filter(|id| facts.variables[**id].same_as == Some(channel.sender)).count();
    let given = before
        .iter()
        .any(|mention| copies.contains(&mention.variable) && matches!(mention.usage, Use::Value | Use::Borrowed));
    clones > named || given
}

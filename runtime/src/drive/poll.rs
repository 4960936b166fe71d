//! Looking at a home's poller, and waking who waits for what it tells.

#![forbid(unsafe_code)]

use super::sources;
use crate::base::shim::poller::Turn;
use crate::task::home::Home;

/// Looks for sockets that are ready, without waiting, unless somebody else does at the moment. Whether there were any.
/// Called by the home's worker, or by the watch on behalf of one that is stuck.
pub(crate) fn look(home: &Home) -> bool {
    let Some(poller) = home.sockets.in_use() else { return false };
    let Some(mut turn) = poller.try_turn() else { return false };
    turn.look();
    dispatch(&turn)
}

/// Wakes those who wait for what has been taken, in the order in which the poller tells of it. Whether there was anything.
pub(crate) fn dispatch(turn: &Turn<'_>) -> bool {
    let mut any = false;
    turn.for_each(|event| {
        any = true;
        sources::happened(event, |wake| wake.in_turn());
    });
    any
}

//! Checkpoints: where a goroutine that has used up its time slice lets the others of its worker run.

#![forbid(unsafe_code)]

use crate::task::current;
use crate::task::home::Outcome;
use crate::task::reason::Reason;
use std::sync::atomic::Ordering;

/// Gives way if the time slice is over. The attribute puts a call into every loop; it costs two loads
/// and a branch while the slice lasts.
#[inline]
pub fn checkpoint() {
    if current::slice_over().load(Ordering::Relaxed) {
        give_way();
    }
}

/// Of the C ABI because that does not unwind, and nothing here does. Around a call that may, in a function with something to drop,
/// the compiler keeps what the loop computes with in memory instead of in registers, also while the slice lasts.
#[cold]
extern "C" fn give_way() {
    if let Some(local) = current::local()
        && let Some(bubble) = local.bubble.as_deref()
        && local.may_switch_away()
        && bubble.goes_on(local)
    {
        return;
    }
    // The flag is cleared by the worker's loop, which also looks at the clock.
    yield_now();
}

/// Whether a goroutine that is about to wait comes to a checkpoint first, and then looks again: in a bubble, where others may be let in
/// before each operation, and not only after it.
#[inline]
pub(crate) fn first_lets_others_in() -> bool {
    current::bubble() != 0 && in_bubble_first()
}

#[cold]
fn in_bubble_first() -> bool {
    current::local().and_then(|local| local.bubble.as_deref()).is_some_and(|bubble| bubble.comes_first())
}

/// Lets other goroutines run; from a plain thread, other threads.
#[inline(always)]
pub(crate) fn yield_now() {
    let Some(local) = current::local() else { return std::thread::yield_now() };
    if !local.may_switch_away() {
        return std::thread::yield_now();
    }
    local.with_running(|task| task.set_reason(Reason::Runnable));
    local.switch_away(Outcome::Yielded);
}

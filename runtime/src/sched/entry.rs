//! What a worker's stacks run, and what happens if its own code panics.

use crate::base::stderr::report;
use crate::base::user_code;
use crate::task::current;
use crate::task::home::Outcome;
use crate::task::record::Task;

/// Ends the process if a worker's own code unwinds: the goroutines of a home without a worker would hang.
pub(super) struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        report(format_args!(
            "goroutines: a worker has panicked outside of any goroutine; this is a bug in goroutines\n"
        ));
        std::process::abort();
    }
}

/// What a stack runs: the goroutine that its worker has put on it.
pub(super) fn entry() {
    let Some(local) = current::local() else { return };
    let Some(task) = local.running.get() else { return };
    let bomb = Bomb;
    // SAFETY: `start` runs each goroutine once, on its own stack and its home's thread.
    user_code::call(|| unsafe { Task::run(task) });
    std::mem::forget(bomb);
    local.outcome.set(Outcome::Ended);
}

//! What happens if a worker's own code panics.

#![forbid(unsafe_code)]

use crate::base::stderr::report;

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

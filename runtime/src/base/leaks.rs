//! The end of a process that leaks handles without end.
//!
//! `mem::forget` is safe, so a program may make and forget clones of a handle until the count of them wraps; what the count
//! keeps would then be freed under those that are left. Where a count is of what has no memory of its own, and so nothing
//! else ends the loop first, it ends here, as `Arc`'s does.

#![forbid(unsafe_code)]

use super::stderr::report;

/// Ends the process: so many handles of something cannot be alive, so they have been forgotten.
#[cold]
pub(crate) fn too_many(what: &str) -> ! {
    report(format_args!("goroutines: too many {what}: they are made and forgotten without end\n"));
    std::process::abort()
}

//! Ending the process where a signal handler may be running on another thread.
//!
//! std's `exit` takes the main thread's signal stack away, also when the main thread is in a handler on it: that handler then
//! faults, and the process ends as one that has crashed.

/// Ends the process at once, as Go's `os.Exit` does: nothing that was registered to run at the end is run, and what a
/// stream still keeps back is lost.
pub(crate) fn at_once(status: i32) -> ! {
    // SAFETY: takes a number, and may be called anywhere, also in a signal handler.
    unsafe { libc::_exit(status) }
}

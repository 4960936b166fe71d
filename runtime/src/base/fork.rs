//! The child of a `fork`.
//!
//! A child has one thread, a copy of the one that forked, and a copy of all memory: homes without workers, goroutines that
//! nobody resumes, locks that nobody releases. A runtime that had started is lost there, and nothing can restore it: the
//! goroutines' stacks belong to threads that are gone. So its use is refused, rather than left to wait for ever. A child
//! that `exec`s, which is what `std::process::Command` makes, notices nothing, and a runtime that had not started may start
//! in the child.
//!
//! The system tells of a fork by calling a handler in the child (`pthread_atfork`). What the handler does may be done in a
//! signal handler: memory is in the state that it happened to be in. A process that is made by a system call of the
//! program's own is not told of.

use super::bare_thread;
use std::io::{self, Write as _};
use std::process;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

/// The status of a child whose goroutine has panicked: std's for the main thread.
pub(crate) const PANICKED: i32 = 101;

static CHILD: AtomicBool = AtomicBool::new(false);

/// Has the handler called in all children from now on. It may do what a signal handler may.
pub(crate) fn in_children(handler: unsafe extern "C" fn()) {
    // SAFETY: the handler is a function of this program, which is there as long as the process.
    // If there is no memory for it, children are not told.
    let _ = unsafe { libc::pthread_atfork(None, None, Some(handler)) };
}

/// In a handler: the runtime had started when this process was forked.
pub(crate) fn mark_child() {
    CHILD.store(true, Ordering::Relaxed);
}

/// Whether the runtime had started when this process was forked.
#[inline]
pub(crate) fn is_child() -> bool {
    CHILD.load(Ordering::Relaxed)
}

/// Refuses what needs the runtime.
///
/// # Panics
///
/// In a child.
#[inline]
#[track_caller]
pub(crate) fn refuse() {
    if is_child() {
        refuse_in_child();
    }
}

#[cold]
#[track_caller]
fn refuse_in_child() -> ! {
    panic!(
        "goroutines cannot be used here: this process was made by `fork`, and the threads that run goroutines stayed behind \
         in its parent; fork before the first goroutine is started, or have the child `exec`, as `process::Command` does"
    )
}

/// In a child, the only goroutine that there is has come to its end: so has the process.
pub(crate) fn end_child(status: i32) -> ! {
    static STATUS: AtomicI32 = AtomicI32::new(0);
    STATUS.store(status, Ordering::Relaxed);
    // On a thread of its own: `exit` runs the thread-local destructors of the thread that calls it, and this one's belong to
    // other goroutines as well.
    let _ = bare_thread::run(|| {
        // std's own `exit` would do the same and more: it takes a lock of std's that every starting thread takes, too, and
        // that stays taken in a child that was forked just then.
        let _ = io::stdout().flush();
        // SAFETY: takes a number. No other thread runs in this process, so none calls it at the same time.
        unsafe { libc::exit(STATUS.load(Ordering::Relaxed)) }
    });
    process::abort()
}

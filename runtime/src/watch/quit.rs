//! SIGQUIT, which a terminal sends for Ctrl-\\: the program prints what its goroutines are doing, and ends.
//!
//! The handler writes one byte into a pipe and does nothing else, so it may run on any thread at any moment. A thread
//! of its own waits at the other end. It needs no worker, no lock of the standard streams and no goroutine's help, so
//! the report comes even if all workers are stuck. The handler serves once: a second SIGQUIT, should the report itself
//! hang, ends the process as it does by default.
//!
//! Installed for a program whose `main` is a `#[goroutine]`, unless the signal is handled or ignored already; a handler
//! that the program installs later takes its place. A library keeps its hands off signals.
//!
//! Rejected: `sigwait` with the signal blocked in all threads, since a program's children inherit that; and unparking
//! the watch from the handler, which std does not promise to be safe there.

use super::report;
use crate::base::threads;
use crate::sched::roster;
use std::io::{self, Read};
use std::os::fd::IntoRawFd;
use std::sync::atomic::{AtomicI32, Ordering};

/// The pipe's end that the handler writes to.
static PIPE: AtomicI32 = AtomicI32::new(-1);

/// Has SIGQUIT print a report, if nobody else has a use for it.
///
/// Where the system refuses a pipe or a thread, the signal keeps its default action.
pub(crate) fn install() {
    if !action_is(libc::SIG_DFL) {
        return;
    }
    let Ok((mut receiver, sender)) = io::pipe() else { return };
    let waiter = threads::start("goroutines-quit".to_owned(), move || {
        if matches!(receiver.read(&mut [0]), Ok(1)) {
            report::quit();
        }
    });
    if waiter.is_err() {
        return;
    }
    roster::count_own_thread();
    PIPE.store(sender.into_raw_fd(), Ordering::Relaxed);
    // SAFETY: all-zero bytes are a valid `sigaction`: the default action, no flags, an empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_flags = libc::SA_RESTART | libc::SA_ONSTACK | libc::SA_RESETHAND;
    action.sa_sigaction = on_quit as *const () as usize;
    // SAFETY: `on_quit` has a handler's signature and does only what a handler may.
    unsafe { libc::sigaction(libc::SIGQUIT, &raw const action, std::ptr::null_mut()) };
}

/// Gives the signal its default action back, if it has ours; false if not. For somebody who listens to it, and because the pipe
/// leads to the parent of a process that was made by `fork`. Does only what a signal handler may.
pub(crate) fn uninstall() -> bool {
    let ours = action_is(on_quit as *const () as usize);
    if ours {
        // SAFETY: all-zero bytes are a valid `sigaction`, as above.
        unsafe { libc::sigaction(libc::SIGQUIT, &std::mem::zeroed(), std::ptr::null_mut()) };
    }
    ours
}

/// Whether SIGQUIT has this action.
fn action_is(action: libc::sighandler_t) -> bool {
    action_of(libc::SIGQUIT) == action
}

/// The action that is installed for a signal; none where the system does not say. Does only what a signal handler may.
pub(crate) fn action_of(signal: i32) -> libc::sighandler_t {
    // SAFETY: all-zero bytes are a valid `sigaction`, and a valid place for the answer.
    let mut now: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: asks for the present action; `now` is a valid place for it.
    let asked = unsafe { libc::sigaction(signal, std::ptr::null(), &raw mut now) };
    if asked == 0 { now.sa_sigaction } else { libc::SIG_IGN }
}

/// One byte into an empty pipe: it neither blocks nor fails, and so leaves `errno` alone.
extern "C" fn on_quit(_signal: libc::c_int) {
    // SAFETY: `write` may be called in a handler; the byte is a constant.
    unsafe { libc::write(PIPE.load(Ordering::Relaxed), c"q".as_ptr().cast(), 1) };
}

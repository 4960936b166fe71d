//! From the system's handler to a thread that may do anything.
//!
//! The handler may run on any thread at any moment. If nobody listens to the signal, it does what the system would have done.
//! Otherwise it sets the signal's flag, and if the flag was not set, writes the signal's number into a pipe; the thread at the
//! other end takes the flag away and passes the signal on. So the pipe has a byte for each signal at most, is never full, and
//! a signal that comes while its byte is under way is the same signal.
//!
//! The thread counts as the runtime's own, so it does not keep the deadlock report from coming; that somebody listens
//! does (`listeners`). It waits in the system, not as a goroutine, for signals matter most when no worker gets on.
//!
//! Rejected: the watch, which sleeps where no handler may wake it; a goroutine at a worker's poller, which a busy worker
//! looks at every ten milliseconds, and a stuck one not at all; `signalfd`, which wants the signals blocked in all threads, and
//! children inherit that.

use super::known::Signal;
use super::listeners;
use crate::base::{fork, threads};
use crate::sched::roster;
use crate::watch::{quit, report};
use signal_hook::low_level;
use std::io::{self, PipeReader, Read};
use std::os::fd::IntoRawFd;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Mutex, PoisonError};

/// One more than the highest number of a signal.
const NUMBERS: usize = 65;

/// What the handler looks at, and what was there before it.
struct Line {
    /// The signal has come, and its byte is under way.
    under_way: AtomicBool,
    /// The handler is installed.
    caught: AtomicBool,
    /// By default the system did what it does with the signal.
    was_default: AtomicBool,
    /// It had the runtime print a report.
    was_quit: AtomicBool,
    /// It has come, and nobody listened: it is to have the report printed again.
    reports: AtomicBool,
}

static LINES: [Line; NUMBERS] = [const {
    Line {
        under_way: AtomicBool::new(false),
        caught: AtomicBool::new(false),
        was_default: AtomicBool::new(false),
        was_quit: AtomicBool::new(false),
        reports: AtomicBool::new(false),
    }
}; NUMBERS];

/// The pipe's end that the handler writes to.
static PIPE: AtomicI32 = AtomicI32::new(-1);

/// This is a child that was made by `fork`: the pipe leads to its parent.
static IN_CHILD: AtomicBool = AtomicBool::new(false);

fn line(signal: i32) -> Option<&'static Line> {
    LINES.get(usize::try_from(signal).ok()?)
}

/// Has the signal passed on from now on.
///
/// # Errors
///
/// If the system refuses a pipe, a thread, or the handler.
pub(super) fn catch(signal: Signal) -> io::Result<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _one_at_a_time = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let number = signal.as_raw();
    let Some(line) = line(number) else { return Err(io::Error::from(io::ErrorKind::InvalidInput)) };
    if line.caught.load(Ordering::Relaxed) {
        return Ok(());
    }
    if PIPE.load(Ordering::Relaxed) < 0 {
        start()?;
    }
    if signal == Signal::QUIT {
        line.was_quit.store(quit::uninstall(), Ordering::Relaxed);
    }
    line.was_default.store(quit::action_of(number) == libc::SIG_DFL, Ordering::Relaxed);
    // SAFETY: the handler does only what one may do: it loads, stores, and writes into a pipe.
    unsafe { low_level::register(number, move || on_signal(number)) }?;
    line.caught.store(true, Ordering::Relaxed);
    Ok(())
}

fn start() -> io::Result<()> {
    extern "C" fn in_child() {
        IN_CHILD.store(true, Ordering::Relaxed);
    }
    let (receiver, sender) = io::pipe()?;
    threads::start("goroutines-signals".to_owned(), move || pass_on(receiver))?;
    roster::count_own_thread();
    fork::in_children(in_child);
    PIPE.store(sender.into_raw_fd(), Ordering::Release);
    Ok(())
}

fn pass_on(mut receiver: PipeReader) {
    let mut number = [0];
    while matches!(receiver.read(&mut number), Ok(1)) {
        let signal = Signal::from_raw(number[0].into());
        let Some(line) = line(signal.as_raw()) else { continue };
        line.under_way.store(false, Ordering::SeqCst);
        if line.reports.load(Ordering::SeqCst) {
            report::quit();
        }
        listeners::tell(signal);
    }
}

/// What the system would have done. Does only what a handler may.
fn do_by_default(line: &Line, number: i32) {
    if line.was_default.load(Ordering::Relaxed) {
        // What it does not know, it does nothing about.
        let _ = low_level::emulate_default_handler(number);
    }
}

/// The handler. The pipe is never full, so `write` neither blocks nor fails, and leaves `errno` alone.
fn on_signal(number: i32) {
    let Some(line) = line(number) else { return };
    if IN_CHILD.load(Ordering::Relaxed) {
        return do_by_default(line, number);
    }
    if !listeners::is_heard(Signal::from_raw(number)) {
        if !line.was_quit.load(Ordering::Relaxed) {
            return do_by_default(line, number);
        }
        line.reports.store(true, Ordering::SeqCst);
    }
    if !line.under_way.swap(true, Ordering::SeqCst) {
        let byte = number.to_le_bytes()[0];
        // SAFETY: `write` may be called in a handler; the byte is on this stack.
        unsafe { libc::write(PIPE.load(Ordering::Relaxed), (&raw const byte).cast(), 1) };
    }
}

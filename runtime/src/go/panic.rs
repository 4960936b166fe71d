//! What happens when a goroutine panics.

#![forbid(unsafe_code)]

use super::identity::Goroutine;
use crate::base::bare_thread;
use crate::base::fork;
use crate::base::stderr::report;
use crate::blocking::call;
use crate::engine;
use crate::sched::{gate, roster};
use crate::task::current;
use crate::task::home::Local;
use std::any::Any;
use std::panic::{PanicHookInfo, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What `join` returns in `Err` for a goroutine that has ended itself with
/// [`runtime::goexit`](crate::runtime::goexit).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Goexit;

/// Ends the goroutine that calls it, running its destructors: Go's `runtime.Goexit`.
///
/// Its `join` gives `Err` with a [`Goexit`]. To std it is a panic without a message: `catch_unwind` catches it,
/// and `std::sync` mutexes that are held become poisoned.
///
/// It needs unwinding: in a program that is built with `panic = "abort"` it aborts.
///
/// When the main goroutine calls it, the others go on. The process ends as it does in Go when the last of them has
/// ended: with `fatal error: no goroutines (main called runtime.Goexit) - deadlock!` and status 2.
///
/// ```
/// use goroutines::{go, runtime};
///
/// let handle = go! {
///     runtime::goexit();
/// };
/// assert!(handle.join().unwrap_err().is::<runtime::Goexit>());
/// ```
pub fn goexit() -> ! {
    if cfg!(panic = "abort") {
        // Nothing else would say why the process ends.
        report(format_args!(
            "goroutines: `goexit` has to unwind, which a program built with `panic = \"abort\"` cannot; aborting\n"
        ));
    }
    resume_unwind(Box::new(Goexit))
}

/// The exit status of a process that ends because a goroutine has panicked: Go's.
const STATUS: i32 = 2;

/// How long the end of the program waits for the reports of panics at most: a hook may be stuck.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a panic's report waits at most to see whether main, which is running, ends.
const GRACE: Duration = Duration::from_millis(10);

/// How often it looks.
const PAUSE: Duration = Duration::from_micros(50);

/// The main goroutine of a process that ends with it.
static MAIN: OnceLock<Goroutine> = OnceLock::new();

/// Panics that are being printed.
static PRINTING: AtomicUsize = AtomicUsize::new(0);

/// When a goroutine has last panicked, if that ends the process.
static LAST: Mutex<Option<Instant>> = Mutex::new(None);

static ABORT: AtomicBool = AtomicBool::new(false);

/// From now on, a goroutine's panic ends the process.
pub(crate) fn abort_on_panic() {
    ABORT.store(true, Ordering::Relaxed);
}

/// Whether a goroutine's panic ends the process.
pub(crate) fn aborts() -> bool {
    ABORT.load(Ordering::Relaxed)
}

/// From now on, what panics because main ends is not heard of.
pub(crate) fn watch_main(main: Goroutine) {
    let _ = MAIN.set(main);
}

/// A panic of a goroutine, or of a blocking call for one, is about to be reported. If main has ended, nothing of that is
/// to be heard, and this returns only if the process goes on all the same.
///
/// Mostly it is main's end that makes others panic: its channels are dropped, a send fails, and `unwrap` does the rest. That
/// may be so early that main's last destructors are still running. So where main runs at this moment, it is given
/// some time to end.
fn hold_if_main_ends() {
    if fork::is_child() {
        return;
    }
    let start = Instant::now();
    let main_runs = || MAIN.get().is_some_and(Goroutine::is_running);
    while !gate::is_shut() && main_runs() && start.elapsed() < GRACE {
        thread::sleep(PAUSE);
    }
    if gate::is_shut() {
        PRINTING.fetch_sub(1, Ordering::SeqCst);
        gate::wait_while_shut();
        PRINTING.fetch_add(1, Ordering::SeqCst);
    }
}

/// A goroutine has been unwound by this payload.
pub(crate) fn unwound(payload: &(dyn Any + Send)) {
    if fork::is_child() {
        fork::end_child(if payload.is::<Goexit>() { 0 } else { fork::PANICKED });
    }
    if let Some(local) = current::local()
        && let Some(bubble) = local.bubble.as_deref()
    {
        return bubble.note_unwound(local);
    }
    if aborts() && !payload.is::<Goexit>() {
        if last_panic().is_none() {
            // It was raised without a report.
            gate::wait_while_shut();
        }
        // On a thread of its own: `exit` runs the thread-local destructors of the thread that calls it, and this one's
        // belong to other goroutines as well.
        let _ = bare_thread::run(|| std::process::exit(STATUS));
        std::process::abort();
    }
}

/// Has the panic hook that is in force name the goroutine first. The thread's name, which std's message
/// gives, says nothing about it.
pub(crate) fn name_goroutine_in_reports() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if engine::panics_in_making_a_stack() {
            return;
        }
        PRINTING.fetch_add(1, Ordering::SeqCst);
        let of_main = current::local().and_then(|local| local.with_running(|task| task.id == roster::MAIN_ID));
        let of_call = call::with_caller(|_, _| ()).is_some();
        if of_main == Some(false) || of_call {
            hold_if_main_ends();
        }
        if let Some(local) = current::local() {
            if note_in_bubble(local, info) {
                PRINTING.fetch_sub(1, Ordering::SeqCst);
                return;
            }
            if aborts() {
                *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
            }
            local.with_running(|task| match task.name() {
                // Without a line feed at the end: std's own message begins with one.
                Some(name) => {
                    report(format_args!("\ngoroutine {} ({name}), started at {}:", task.id, task.spawned_at));
                }
                None => report(format_args!("\ngoroutine {}, started at {}:", task.id, task.spawned_at)),
            });
        }
        call::with_caller(|task, location| match task.name() {
            Some(name) => {
                report(format_args!("\nblocking call of goroutine {} ({name}), made at {location}:", task.id));
            }
            None => report(format_args!("\nblocking call of goroutine {}, made at {location}:", task.id)),
        });
        before(info);
        PRINTING.fetch_sub(1, Ordering::SeqCst);
    }));
}

/// In a bubble, notes who panics and where. Whether that is all.
fn note_in_bubble(local: &Local, info: &PanicHookInfo<'_>) -> bool {
    let Some(bubble) = local.bubble.as_deref() else { return false };
    local
        .with_running(|task| bubble.note_panic(format!("goroutine started at {}: {info}", task.spawned_at)))
        .unwrap_or(false)
}

/// What a payload says, for a panic that nobody asks for.
pub(crate) fn described(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    format!("a goroutine that nobody has joined has panicked: {}", text.unwrap_or("Box<dyn Any>"))
}

fn last_panic() -> Option<Instant> {
    *LAST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The main goroutine has ended, and the program is about to. Lets the reports of panics be completed first; and where a
/// panic ends the process, it does so with its own status, though a destructor that it runs may have ended `main`.
pub(crate) fn finish_reports() {
    let start = Instant::now();
    loop {
        let falls = last_panic().is_some_and(|last| last.elapsed() < PATIENCE);
        let prints = PRINTING.load(Ordering::SeqCst) > 0 && start.elapsed() < PATIENCE;
        if !falls && !prints {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

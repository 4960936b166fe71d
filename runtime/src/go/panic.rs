//! What happens when a goroutine panics.

#![forbid(unsafe_code)]

use crate::base::bare_thread;
use crate::base::stderr::report;
use crate::blocking::call;
use crate::task::current;
use std::any::Any;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What `join` returns in `Err` for a goroutine that has ended itself with
/// [`runtime::goexit`](crate::runtime::goexit).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Goexit;

/// The exit status of a process that ends because a goroutine has panicked: Go's.
const STATUS: i32 = 2;

/// How long the end of the program waits for the reports of panics at most: a hook may be stuck.
const PATIENCE: Duration = Duration::from_secs(1);

/// Panics that are being printed.
static PRINTING: AtomicUsize = AtomicUsize::new(0);

/// When a goroutine has last panicked, if that ends the process.
static LAST: Mutex<Option<Instant>> = Mutex::new(None);

static ABORT: AtomicBool = AtomicBool::new(false);

/// From now on, a goroutine's panic ends the process.
pub(crate) fn abort_on_panic() {
    ABORT.store(true, Ordering::Relaxed);
}

/// A goroutine has been unwound by this payload.
pub(crate) fn unwound(payload: &(dyn Any + Send)) {
    if ABORT.load(Ordering::Relaxed) && !payload.is::<Goexit>() {
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
        PRINTING.fetch_add(1, Ordering::SeqCst);
        if let Some(local) = current::local() {
            if ABORT.load(Ordering::Relaxed) {
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
        call::with_caller(|id, name, location| match name {
            Some(name) => report(format_args!("\nblocking call of goroutine {id} ({name}), made at {location}:")),
            None => report(format_args!("\nblocking call of goroutine {id}, made at {location}:")),
        });
        before(info);
        PRINTING.fetch_sub(1, Ordering::SeqCst);
    }));
}

/// The main goroutine has ended, and the program is about to. Lets the reports of panics be completed first; and where a
/// panic ends the process, it does so with its own status, though a destructor that it runs may have ended `main`.
pub(crate) fn finish_reports() {
    let start = Instant::now();
    loop {
        let last = *LAST.lock().unwrap_or_else(PoisonError::into_inner);
        let falls = last.is_some_and(|last| last.elapsed() < PATIENCE);
        let prints = PRINTING.load(Ordering::SeqCst) > 0 && start.elapsed() < PATIENCE;
        if !falls && !prints {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

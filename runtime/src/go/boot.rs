//! Starting the runtime: once, when the first goroutine is made.

#![forbid(unsafe_code)]

use super::panic;
use crate::base::bare_thread;
use crate::engine::{self, overflow};
use crate::sched::{roster, search, worker};
use crate::task::current;
use crate::task::home::Home;
use crate::task::record::TaskRef;
use crate::wait::waiter;
use crate::watch;
use crossbeam_deque::Worker;
use std::env;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;

/// How often a goroutine looks at its word in place: with the pause between two looks, some microseconds.
const LOOKS_IN_PLACE: u32 = 400;

/// Most workers that may be asked for.
const MOST_WORKERS: usize = 1 << 12;

static BOOT: Once = Once::new();

/// Makes sure that the runtime runs.
#[inline]
pub(crate) fn ensure() {
    if current::local().is_none() {
        with_workers(None);
    }
}

/// Boots the runtime with that many workers, unless it runs already.
pub(crate) fn with_workers(wanted: Option<usize>) {
    BOOT.call_once(|| boot(wanted.unwrap_or_else(default_workers)));
}

/// The number that `GOMAXPROCS` gives, or that of the processors.
fn default_workers() -> usize {
    let given = env::var("GOMAXPROCS").ok().and_then(|text| text.trim().parse().ok());
    given.filter(|&count| count > 0).unwrap_or_else(search::processors)
}

fn boot(workers: usize) {
    overflow::install(watch::report::fault, engine::prepare);
    panic::name_goroutine_in_reports();
    WANTED.store(workers.min(MOST_WORKERS), Ordering::Relaxed);
    // A bare thread, so that the workers do not inherit the output capture of a test.
    let ran = bare_thread::run(|| {
        // A panic must not leave a thread that is not std's, so a refusal is reported by the caller.
        let started = start_threads();
        *STARTED.lock().unwrap_or_else(PoisonError::into_inner) = Some(started);
    });
    let started = STARTED.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Err(refusal) = ran.and(started.unwrap_or(Ok(()))) {
        panic!(
            "goroutines cannot start: the system refuses a thread ({refusal}); raise `ulimit -u` or the limit of the \
             container"
        );
    }
}

/// What the bare thread of the boot is told, and what it answers.
static WANTED: AtomicUsize = AtomicUsize::new(0);
static STARTED: Mutex<Option<io::Result<()>>> = Mutex::new(None);

/// Starts the workers and the watch; with fewer workers than wanted if the system has no more threads.
fn start_threads() -> io::Result<()> {
    let wanted = WANTED.load(Ordering::Relaxed);
    let mut homes: Vec<&'static Home> = Vec::with_capacity(wanted);
    for index in 0..wanted {
        match start_worker(index) {
            Ok(home) => homes.push(home),
            Err(refusal) if homes.is_empty() => return Err(refusal),
            Err(refusal) => {
                eprintln!(
                    "goroutines: the system refuses more than {} of {wanted} worker threads ({refusal}); going on with \
                     these",
                    homes.len()
                );
                break;
            }
        }
    }
    let alone = homes.len() == 1;
    let crowded = homes.len() > search::processors();
    waiter::set_in_place(if alone || crowded { 0 } else { LOOKS_IN_PLACE });
    roster::settle(homes);
    watch::sysmon::start();
    Ok(())
}

fn start_worker(index: usize) -> io::Result<&'static Home> {
    // Leaked on purpose: homes live as long as the process.
    let fresh = Worker::<TaskRef>::new_lifo();
    let home: &'static Home = Box::leak(Box::new(Home::new(index, fresh.stealer())));
    thread::Builder::new().name(format!("goroutines-{index}")).spawn(move || worker::work(home, fresh))?;
    roster::count_own_thread();
    Ok(home)
}

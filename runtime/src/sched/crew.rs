//! Hiring workers: all at the start, more when more may run or when one sleeps in a system call. None is ever dismissed, for
//! its started goroutines stay with it.

#![forbid(unsafe_code)]

use super::{gate, idle, roster, worker};
use crate::base::bare_thread;
use crate::base::processors::processors;
use crate::base::shim::queue::Worker;
use crate::base::stderr::report;
use crate::base::threads;
use crate::task::home::Home;
use crate::task::record::TaskRef;
use crate::wait::in_place;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// How often a goroutine looks at its word in place: with the pause between two looks, some ten microseconds.
const LOOKS_IN_PLACE: u32 = 200;

/// Most workers that there may be.
const MOST_WORKERS: usize = 1 << 12;

/// What the bare thread is told, and what it answers. The lock is held while somebody hires.
static HIRING: Mutex<()> = Mutex::new(());
static WANTED: AtomicUsize = AtomicUsize::new(0);
static REFUSAL: Mutex<Option<io::Error>> = Mutex::new(None);

/// Sets how many workers may run at a time, and hires up to that number; with fewer, if the system refuses more, it says so
/// and goes on. Returns the number before.
///
/// # Errors
///
/// If there is not a single worker.
pub(crate) fn staff(limit: usize) -> io::Result<usize> {
    // The number, and whether goroutines wait in place, which depends on it, change together.
    static STAFFING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = STAFFING.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = limit.min(MOST_WORKERS);
    let before = set_limit(wanted);
    match hire_up_to(wanted) {
        (_, None) => {}
        (0, Some(refusal)) => return Err(refusal),
        (hired, Some(refusal)) => {
            report(format_args!(
                "goroutines: the system refuses more than {hired} of {wanted} worker threads ({refusal}); going on with \
                 these\n"
            ));
            set_limit(hired);
        }
    }
    Ok(before)
}

/// Hires until there are `wanted` workers, or at most [`MOST_WORKERS`]. Returns how many there are, and why they are not
/// more if the system refuses a thread.
pub(crate) fn hire_up_to(wanted: usize) -> (usize, Option<io::Error>) {
    let _hiring = HIRING.lock().unwrap_or_else(PoisonError::into_inner);
    let there = roster::homes().len();
    if wanted <= there {
        // Without a thread, which the system might refuse.
        return (there, None);
    }
    WANTED.store(wanted.min(MOST_WORKERS), Ordering::Relaxed);
    // A bare thread, so that the workers do not inherit the output capture of a test.
    let ran = bare_thread::run(hire);
    let refusal = REFUSAL.lock().unwrap_or_else(PoisonError::into_inner).take();
    (roster::homes().len(), ran.err().or(refusal))
}

fn hire() {
    let wanted = WANTED.load(Ordering::Relaxed);
    let mut homes = roster::homes().to_vec();
    let before = homes.len();
    while homes.len() < wanted {
        match start_worker(homes.len()) {
            Ok(home) => homes.push(home),
            Err(refusal) => {
                *REFUSAL.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
                break;
            }
        }
    }
    let hired = homes.len() - before;
    if hired > 0 {
        gate::count_workers(homes.len());
        roster::settle(homes);
        // Last: until they are counted the deadlock report takes them for threads that may wake somebody.
        (0..hired).for_each(|_| roster::count_own_thread());
        // The watch may have gone to sleep because all workers of the list before do, while a new one has stolen something:
        // that one has never come out of a sleep, which is what wakes the watch otherwise.
        idle::wake_watch();
    }
}

fn start_worker(index: usize) -> io::Result<&'static Home> {
    // Leaked on purpose: homes live as long as the process.
    let fresh = Worker::<TaskRef>::new_lifo();
    let home: &'static Home = Box::leak(Box::new(Home::new(index, fresh.stealer())));
    threads::start(format!("goroutines-{index}"), move || worker::work(home, fresh))?;
    Ok(home)
}

/// Sets how many workers may run at a time. Returns the number before.
fn set_limit(limit: usize) -> usize {
    let alone = limit == 1;
    let crowded = limit > processors();
    in_place::set_looks(if alone || crowded { 0 } else { LOOKS_IN_PLACE });
    gate::set_limit(limit, roster::homes().len())
}

//! The watch: one thread that looks at the workers every ten milliseconds while any of them is awake.
//!
//! It ends time slices, wakes a thief for goroutines that their owner has not started, and, when all workers
//! sleep, asks whether they ever can be woken again. Then it sleeps as well, so that an idle process uses no
//! processor.

#![forbid(unsafe_code)]

use super::deadlock::{self, Verdict};
use crate::base::clock;
use crate::sched::{idle, roster};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

/// A time slice: Go's ten milliseconds.
const SLICE: Duration = Duration::from_millis(10);

/// How long the watch sleeps between two looks at a program that only a foreign thread can wake.
const LONGEST_DOUBT: Duration = Duration::from_secs(1);

/// Starts the watch's thread. Without it the runtime works, but slices do not end.
pub(crate) fn start() {
    let started = thread::Builder::new().name("goroutines-watch".to_owned()).spawn(|| {
        idle::set_watch();
        watch();
    });
    match started {
        Ok(_) => roster::count_own_thread(),
        Err(error) => eprintln!("goroutines: no thread for the watch ({error}); time slices will not end"),
    }
}

fn watch() -> ! {
    let mut slices: Vec<usize> = Vec::new();
    let mut doubt = SLICE;
    loop {
        let before = idle::awakenings();
        if idle::sleepers() < roster::homes().len() {
            thread::sleep(SLICE);
            doubt = SLICE;
        } else {
            match deadlock::examine() {
                Verdict::Fine => idle::watch_sleeps(None, before),
                Verdict::Unknown => {
                    idle::watch_sleeps(Some(doubt), before);
                    doubt = (doubt * 2).min(LONGEST_DOUBT);
                }
            }
        }
        clock::advance();
        end_slices(&mut slices);
    }
}

/// Flags the workers that are still in the slice of the last look.
fn end_slices(slices: &mut Vec<usize>) {
    let homes = roster::homes();
    slices.resize(homes.len(), 0);
    let mut waiting = false;
    for (home, last) in homes.iter().zip(slices) {
        let now = home.published.slices.load(Ordering::Relaxed);
        if !home.inbox.is_asleep() {
            home.look.store(true, Ordering::Relaxed);
            if now == *last {
                home.slice_over.store(true, Ordering::Relaxed);
            }
        }
        *last = now;
        waiting |= home.has_unstarted();
    }
    if waiting && idle::sleepers() > 0 {
        idle::wake_one();
    }
}

//! The concurrent cores under loom, which runs every interleaving (with a bound on preemptions).
//!
//! Run with `RUSTFLAGS="--cfg goroutines_loom" cargo test -p goroutines --lib --release loom_tests`.
//!
//! What cannot be modelled is what a goroutine does with its stack: loom's threads are coroutines themselves, and do not
//! switch from inside another. So in the models those who wait are threads. A goroutine's wait differs from a
//! thread's in the word, the inbox and the alarm: the word has models of its own for each of its kinds (`word`), and so has the
//! inbox; the alarm is set, fired and taken back by one thread. The parts are put together by the stress
//! tests among the integration tests.

mod blocking;
mod channels;
mod deadline;
mod gate;
mod idle;
mod inbox;
mod join;
mod lock;
mod locks;
mod record;
mod rendezvous;
mod ring;
mod seats;
mod select;
mod signal;
mod source;
mod timers;
mod word;

use crate::base::shim::queue::Worker;
use crate::base::shim::thread;
use crate::sched::roster;
use crate::task::current;
use crate::task::home::{Home, Local};
use crate::task::record::{Birth, TaskRef};
use std::panic::Location;
use std::ptr::NonNull;

/// Explores `f` with at most `preemptions` switches at points where a thread could have gone on.
fn explore(preemptions: usize, f: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(preemptions);
    model.check(f);
}

/// What a goroutine's record says of it.
#[track_caller]
fn birth(id: u64) -> Birth {
    Birth { id, parent: id + 100, spawned_at: Location::caller(), options: None }
}

/// Homes that exist for one run of a model.
struct Homes {
    locals: Vec<NonNull<Local>>,
}

/// The private part of a home, on its way to the thread that is to be its worker.
struct Moving(&'static Local);

// SAFETY: it is used by the thread alone that moves in.
unsafe impl Send for Moving {}

impl Homes {
    fn settle(count: usize) -> Homes {
        let locals: Vec<_> = (0..count)
            .map(|index| {
                let fresh = Worker::<TaskRef>::new_lifo();
                let home: &'static Home = Box::leak(Box::new(Home::new(index, fresh.stealer())));
                NonNull::from(Box::leak(Box::new(Local::new(home, fresh))))
            })
            .collect();
        // SAFETY: they were leaked above, and are freed when this is dropped.
        roster::settle(locals.iter().map(|local| unsafe { local.as_ref() }.home).collect());
        Homes { locals }
    }

    fn home(&self, index: usize) -> &'static Home {
        // SAFETY: they are freed when this is dropped.
        unsafe { self.locals[index].as_ref() }.home
    }

    fn local(&self, index: usize) -> Moving {
        // SAFETY: as above.
        Moving(unsafe { self.locals[index].as_ref() })
    }
}

impl Moving {
    /// Makes the calling thread the home's worker.
    fn move_in(self) -> &'static Local {
        let _ = self.0.home.thread.set(thread::current());
        current::move_in(self.0);
        self.0
    }
}

impl Drop for Homes {
    fn drop(&mut self) {
        // SAFETY: the threads of the model have ended, and all of it was leaked by `settle`.
        unsafe {
            for local in &self.locals {
                let home = std::ptr::from_ref(local.as_ref().home).cast_mut();
                drop(Box::from_raw(local.as_ptr()));
                drop(Box::from_raw(home));
            }
        }
    }
}

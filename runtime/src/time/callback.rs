//! The function of a timer made by `Timer::after_func`.
//!
//! Each time the timer fires, a goroutine is started that calls the function. It is an `FnMut`, so two goroutines of one
//! timer must not call it at the same time: it lies in a mutex. If the timer is reset and fires while the function still runs,
//! the second goroutine waits for the first.
//!
//! Rejected: `FnOnce`, with which a timer could not be reset after it has fired, and `Fn + Sync`, which forbids a counter.

#![forbid(unsafe_code)]

use crate::base::user_code;
use crate::drive::timers::{self, Callback, Place};
use crate::go::{boot, spawn};
use crate::locks::Mutex;
use crate::watch::sysmon;
use std::panic::Location;
use std::sync::Arc;
use std::time::Instant;

/// Makes sure that callbacks fire: the runtime runs, and the watch with it.
#[track_caller]
pub(crate) fn ensure_callbacks() {
    boot::ensure();
    sysmon::ensure();
}

/// A function that is called in a goroutine of its own when its time has come.
pub(super) struct Function<F> {
    place: Place,
    f: Mutex<F>,
    /// Where the timer was made, which reports name as the place where its goroutines were started.
    made_at: &'static Location<'static>,
}

impl<F: FnMut() + Send + 'static> Function<F> {
    #[track_caller]
    pub(super) fn new(f: F) -> Function<F> {
        ensure_callbacks();
        Function { place: Place::nowhere(), f: Mutex::new(f), made_at: Location::caller() }
    }
}

impl<F: FnMut() + Send + 'static> Callback for Function<F> {
    fn fire(self: Arc<Self>) {
        spawn::spawn_detached(self.made_at, move || user_code::call(&mut *self.f.lock()));
    }

    fn place(&self) -> &Place {
        &self.place
    }
}

/// Has the function called at `due`, or at once; true if it was to be called before and has not been.
#[track_caller]
pub(super) fn start(function: &Arc<dyn Callback>, due: Option<Instant>) -> bool {
    match due {
        Some(due) => timers::rearm(&**function, due) || timers::arm(Arc::clone(function), due),
        None => {
            let before = timers::disarm(&**function);
            Arc::clone(function).fire();
            before
        }
    }
}
